# MMDetection's Mask R-CNN on ResNet-50 with one class: the paper's baseline.
_base_ = "mmdet::_base_/models/mask-rcnn_r50_fpn.py"

model = dict(roi_head=dict(bbox_head=dict(num_classes=1), mask_head=dict(num_classes=1)))
