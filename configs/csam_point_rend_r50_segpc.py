# PointRend whose coarse masks come from the paper's head, ResNet-50. Not in the paper; not trained
# yet.
_base_ = "./csam_r50_segpc.py"

model = dict(
    type="GuidedPointRend",
    roi_head=dict(
        type="PointRendRoIHead",
        point_head=dict(
            type="MaskPointHead",
            in_channels=3 * 256,  # strides 4, 8 and 16
            num_fcs=3,
            fc_channels=256,
            num_classes=1,
            coarse_pred_each_layer=True,
            loss_point=dict(type="CrossEntropyLoss", use_mask=True),
        ),
    ),
    train_cfg=dict(rcnn=dict(num_points=14 * 14, oversample_ratio=3, importance_sample_ratio=0.75)),
    # 64x64 coarse masks are refined to 256x256.
    test_cfg=dict(rcnn=dict(subdivision_steps=2, subdivision_num_points=28 * 28, scale_factor=2)),
)
