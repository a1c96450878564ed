# The guide of lite_csam_prior_segpc.py: a small U-Net on crops of 64 px from images of 512x384.
_base_ = "./unet_demo.py"

model = dict(segmentor=dict(base_channels=24))
train_dataloader = dict(dataset=dict(image_scale=(512, 384)))
val_dataloader = dict(dataset=dict(image_scale=(512, 384)))
test_dataloader = val_dataloader
max_iters = 800
train_cfg = dict(max_iters=max_iters, val_interval=max_iters // 2)
param_scheduler = dict(total_steps=max_iters)
