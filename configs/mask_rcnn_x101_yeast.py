# Table 2, "Mask RCNN", ResNeXt-101 32x8d: mask mAP 0.7504 in the paper. Not trained yet here.
_base_ = [
    "./_base_/mask_rcnn_r50_fpn.py",
    "./_base_/resnext101.py",
    "./_base_/yeast.py",
    "./_base_/schedule_50e.py",
    "./_base_/runtime.py",
]

model = dict(
    data_preprocessor=_base_.caffe2_preprocessor,
    backbone=_base_.resnext101,
    roi_head=dict(bbox_head=dict(num_classes=2), mask_head=dict(num_classes=2)),
)
default_hooks = dict(checkpoint=dict(max_keep_ckpts=3, save_best="coco/segm_mAP"))
