# The guide made small, for csam_segpc.py: the demo's U-Net on images of 512x384.
_base_ = "../unet_demo.py"

train_dataloader = dict(dataset=dict(image_scale=(512, 384)))
val_dataloader = dict(dataset=dict(image_scale=(512, 384)))
test_dataloader = val_dataloader
max_iters = 600
train_cfg = dict(max_iters=max_iters, val_interval=300)
param_scheduler = dict(total_steps=max_iters)
default_hooks = dict(checkpoint=dict(interval=300))
