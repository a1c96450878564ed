# The guide made small, for csam_segpc.py: the demo's U-Net, trained twice as long.
_base_ = "../unet_demo.py"

max_iters = 600
train_cfg = dict(max_iters=max_iters, val_interval=max_iters // 2)
param_scheduler = dict(total_steps=max_iters)
