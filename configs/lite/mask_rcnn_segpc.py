# "Mask RCNN", see csam_prior_segpc.py: the standard mask head, trained without augmentation. The
# boxes that all rows share have seen it.
_base_ = "./mask_rcnn_aug_segpc.py"

train_pipeline = [
    step
    for step in _base_.train_pipeline
    if step["type"] not in ("RandomRotate90", "RandomFlip", "HEDJitter", "PhotoMetricDistortion")
]
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
