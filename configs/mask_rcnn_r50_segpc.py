# Table 1, "Mask RCNN", ResNet-50, without augmentation: mIoU 0.8712 in the paper. Not trained yet
# here.
_base_ = "./mask_rcnn_r50_aug_segpc.py"

train_pipeline = [
    step
    for step in _base_.train_pipeline
    if step["type"] not in ("RandomFlip", "PhotoMetricDistortion")
]
train_dataloader = dict(dataset=dict(pipeline=train_pipeline))
