# MMDetection's Mask Scoring R-CNN on the same boxes, see csam_prior_segpc.py. The fully connected
# layers are as wide as the box head's, in place of 1024.
_base_ = "./mask_rcnn_aug_segpc.py"

channels = 96
model = dict(
    type="GuidedMaskScoringRCNN",
    roi_head=dict(
        type="MaskScoringRoIHead",
        mask_iou_head=dict(
            type="MaskIoUHead",
            num_convs=4,
            num_fcs=2,
            roi_feat_size=14,
            in_channels=channels,
            conv_out_channels=channels,
            fc_out_channels=160,
            num_classes=1,
        ),
    ),
    train_cfg=dict(rcnn=dict(mask_thr_binary=0.5)),
)
