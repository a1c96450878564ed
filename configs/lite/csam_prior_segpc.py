# "Mask RCNN+MSFL+CSAM" with the guide's prior, on an EfficientNet-Lite0 at 512x384: the mask branch
# alone. tools/reproduce.py --scale lite trains it, and the rows beside it, on the frozen boxes of
# faster_rcnn_segpc.py.
_base_ = "../lite_csam_prior_segpc.py"

model = dict(guide=dict(checkpoint=None))  # tools/reproduce.py names it
custom_hooks = [
    *_base_.custom_hooks,
    dict(type="FreezeHook", modules=["backbone", "neck", "rpn_head", "roi_head.bbox_head"]),
]

max_iters = 250
train_cfg = dict(max_iters=max_iters, val_begin=max_iters + 1)  # it is tested afterwards
param_scheduler = [
    dict(type="LinearLR", start_factor=0.01, by_epoch=False, begin=0, end=50),
    dict(type="CosineAnnealingLR", by_epoch=False, begin=50, T_max=max_iters - 50, end=max_iters),
]
