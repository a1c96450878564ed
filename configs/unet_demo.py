# The demo's guide: a small U-Net, about a minute on two CPU cores.
_base_ = "./unet_segpc.py"

model = dict(segmentor=dict(base_channels=16, depth=3))
train_dataloader = dict(
    num_workers=1,
    sampler=dict(type="InfiniteSampler", shuffle=True),
    dataset=dict(crop_size=64, image_scale=(320, 240)),
)
val_dataloader = dict(num_workers=1, dataset=dict(crop_size=64, image_scale=(320, 240)))
test_dataloader = val_dataloader
train_cfg = dict(_delete_=True, type="IterBasedTrainLoop", max_iters=300, val_interval=300)
param_scheduler = dict(
    _delete_=True, type="OneCycleLR", eta_max=3e-3, total_steps=300, by_epoch=False
)
log_processor = dict(by_epoch=False)
default_hooks = dict(
    logger=dict(log_metric_by_epoch=False), checkpoint=dict(by_epoch=False, interval=100)
)
