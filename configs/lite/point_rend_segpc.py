# MMDetection's PointRend on the same boxes, see csam_prior_segpc.py. The fully connected layers are
# as wide as the box head's, in place of 1024.
_base_ = "./mask_rcnn_aug_segpc.py"

channels = 96
model = dict(
    type="GuidedPointRend",
    roi_head=dict(
        type="PointRendRoIHead",
        mask_roi_extractor=dict(
            _delete_=True,
            type="GenericRoIExtractor",
            aggregation="concat",
            roi_layer=dict(type="SimpleRoIAlign", output_size=14),
            out_channels=channels,
            featmap_strides=[4],
        ),
        mask_head=dict(
            _delete_=True,
            type="CoarseMaskHead",
            num_fcs=2,
            in_channels=channels,
            conv_out_channels=channels,
            fc_out_channels=160,
            num_classes=1,
            loss_mask=dict(type="CrossEntropyLoss", use_mask=True, loss_weight=1.0),
        ),
        point_head=dict(
            type="MaskPointHead",
            num_fcs=3,
            in_channels=channels,
            fc_channels=channels,
            num_classes=1,
            coarse_pred_each_layer=True,
            loss_point=dict(type="CrossEntropyLoss", use_mask=True, loss_weight=1.0),
        ),
    ),
    train_cfg=dict(
        rcnn=dict(mask_size=7, num_points=14 * 14, oversample_ratio=3, importance_sample_ratio=0.75)
    ),
    test_cfg=dict(rcnn=dict(subdivision_steps=5, subdivision_num_points=28 * 28, scale_factor=2)),
)
