# Cascade Mask R-CNN with the paper's mask heads, ResNet-50. Not in the paper; not trained yet.
_base_ = [
    "./_base_/csam_cascade_mask_rcnn_r50_fpn.py",
    "./_base_/segpc.py",
    "./_base_/schedule_50e.py",
    "./_base_/runtime.py",
]
