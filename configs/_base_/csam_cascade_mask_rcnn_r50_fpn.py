# Cascade Mask R-CNN with the paper's mask head in each of its three stages.
_base_ = ["mmdet::_base_/models/cascade-mask-rcnn_r50_fpn.py", "./csam_parts.py"]

bbox_heads = _base_.model.roi_head.bbox_head
stages = _base_.model.train_cfg.rcnn
for bbox_head, stage in zip(bbox_heads, stages, strict=True):
    bbox_head.num_classes = 1
    stage.mask_size = _base_.mask_size

model = dict(
    type="GuidedCascadeRCNN",
    guide=_base_.guide,
    neck=dict(type="LeanFPN"),
    roi_head=dict(
        bbox_head=bbox_heads,
        mask_roi_extractor=_base_.mask_roi_extractor,
        mask_head=_base_.mask_head,
    ),
    train_cfg=dict(rcnn=stages),
)
