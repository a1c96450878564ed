# MMDetection's Cascade Mask R-CNN, trained as a whole, as mask_rcnn_whole_segpc.py is. Its three
# box heads start from the shared one.
_base_ = "./mask_rcnn_whole_segpc.py"

box_heads = [
    {
        **_base_.model.roi_head.bbox_head,
        "bbox_coder": dict(
            type="DeltaXYWHBBoxCoder",
            target_means=[0.0] * 4,
            target_stds=[deviation, deviation, 2 * deviation, 2 * deviation],
        ),
        "reg_class_agnostic": True,
        "loss_bbox": dict(type="SmoothL1Loss", beta=1.0, loss_weight=1.0),
    }
    for deviation in (0.1, 0.05, 0.033)
]
rcnn = _base_.model.train_cfg.rcnn
stages = [
    {
        **rcnn,
        "assigner": {
            **rcnn.assigner,
            "pos_iou_thr": iou,
            "neg_iou_thr": iou,
            "min_pos_iou": iou,
            "match_low_quality": False,
        },
    }
    for iou in (0.5, 0.6, 0.7)
]
model = dict(
    type="GuidedCascadeRCNN",
    roi_head=dict(
        type="CascadeRoIHead",
        num_stages=3,
        stage_loss_weights=[1, 0.5, 0.25],
        bbox_head=box_heads,
    ),
    train_cfg=dict(rcnn=stages),
)
