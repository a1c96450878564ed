# Table 1, "Mask RCNN+MSFL+CSAM", ResNet-50: mIoU 0.9107 in the paper. Not trained yet here.
# Train the guide first: python -m mmcsam train configs/unet_segpc.py
_base_ = [
    "./_base_/csam_mask_rcnn_r50_fpn.py",
    "./_base_/segpc.py",
    "./_base_/schedule_50e.py",
    "./_base_/runtime.py",
]

default_hooks = dict(checkpoint=dict(max_keep_ckpts=3, save_best="coco/segm_mAP"))
