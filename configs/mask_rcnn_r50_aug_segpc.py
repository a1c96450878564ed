# Table 1, "Mask RCNN+Augmentation", ResNet-50: mIoU 0.8841 in the paper. Not trained yet here.
_base_ = [
    "./_base_/mask_rcnn_r50_fpn.py",
    "./_base_/segpc.py",
    "./_base_/schedule_50e.py",
    "./_base_/runtime.py",
]

default_hooks = dict(checkpoint=dict(max_keep_ckpts=3, save_best="coco/segm_mAP"))
