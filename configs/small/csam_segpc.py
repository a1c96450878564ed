# "Mask RCNN+MSFL+CSAM" made small: the demo's model, an R-18 of half width on images of 320x240.
# tools/reproduce.py trains it for the table in docs/results.md, from weights of
# faster_rcnn_segpc.py.
_base_ = "../csam_demo.py"

model = dict(guide=dict(checkpoint=None))  # tools/reproduce.py names it

max_iters = 400
train_cfg = dict(max_iters=max_iters, val_interval=max_iters // 2)
param_scheduler = [
    dict(type="LinearLR", start_factor=0.01, by_epoch=False, begin=0, end=50),
    dict(type="CosineAnnealingLR", by_epoch=False, begin=50, T_max=max_iters - 50, end=max_iters),
]
