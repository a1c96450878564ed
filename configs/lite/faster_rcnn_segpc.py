# The boxes alone, from ImageNet's weights: where all rows of tools/reproduce.py --scale lite start.
_base_ = "./mask_rcnn_whole_segpc.py"

model = dict(roi_head=dict(mask_roi_extractor=None, mask_head=None))

max_iters = 500
train_cfg = dict(max_iters=max_iters, val_begin=max_iters)
param_scheduler = [
    dict(type="LinearLR", start_factor=0.01, by_epoch=False, begin=0, end=50),
    dict(type="CosineAnnealingLR", by_epoch=False, begin=50, T_max=max_iters - 50, end=max_iters),
]
val_evaluator = dict(
    _delete_=True,
    type="CocoMetric",
    ann_file=_base_.segpc_annotations + "/instances_validation.json",
    metric="bbox",
)
test_evaluator = val_evaluator
