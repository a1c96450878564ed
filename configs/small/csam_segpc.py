# "Mask RCNN+MSFL+CSAM" made small: an R-18 of half width on images of 512x384, from random weights.
# tools/reproduce.py trains it for the table in docs/results.md.
_base_ = "../csam_demo.py"

model = dict(guide=dict(checkpoint=None))  # tools/reproduce.py names it

fit = dict(type="Resize", scale=(512, 384), keep_ratio=True)
train_pipeline = _base_.train_pipeline
train_pipeline[2] = fit
test_pipeline = _base_.test_pipeline
test_pipeline[1] = fit
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
val_dataloader = dict(dataset=dict(pipeline=test_pipeline))
test_dataloader = val_dataloader

max_iters = 900
train_cfg = dict(max_iters=max_iters, val_interval=300)
param_scheduler = [
    dict(type="LinearLR", start_factor=0.01, by_epoch=False, begin=0, end=50),
    dict(type="CosineAnnealingLR", by_epoch=False, begin=50, T_max=max_iters - 50, end=max_iters),
]
default_hooks = dict(checkpoint=dict(interval=300))
