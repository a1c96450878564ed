# Mask Scoring R-CNN with the paper's mask head, ResNet-50. Not in the paper; not trained yet.
_base_ = "./csam_r50_segpc.py"

model = dict(
    type="GuidedMaskScoringRCNN",
    roi_head=dict(
        type="MaskScoringRoIHead",
        mask_iou_head=dict(type="MultiScaleMaskIoUHead", in_channels=256, num_classes=1),
    ),
    train_cfg=dict(rcnn=dict(mask_thr_binary=0.5)),
)
