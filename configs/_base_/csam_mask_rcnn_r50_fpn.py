# The paper's model on ResNet-50: Mask R-CNN + multiscale features + cross spatial attention.
_base_ = ["mmdet::_base_/models/mask-rcnn_r50_fpn.py", "./csam_parts.py"]

model = dict(
    type="GuidedMaskRCNN",
    guide=_base_.guide,
    neck=dict(type="LeanFPN"),
    roi_head=dict(
        bbox_head=dict(num_classes=1),
        mask_roi_extractor=_base_.mask_roi_extractor,
        mask_head=_base_.mask_head,
    ),
    train_cfg=dict(rcnn=dict(mask_size=_base_.mask_size)),
)
