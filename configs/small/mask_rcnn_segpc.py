# "Mask RCNN" made small, see csam_segpc.py: the standard mask head, without augmentation.
_base_ = "./mask_rcnn_aug_segpc.py"

train_pipeline = [
    step
    for step in _base_.train_pipeline
    if step["type"] not in ("RandomFlip", "PhotoMetricDistortion")
]
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
