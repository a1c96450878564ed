# GRoIE, MMDetection's rival of MSFL, as extractor of the masks: see csam_prior_segpc.py. The boxes
# keep the standard extractor, as they are shared.
_base_ = "./mask_rcnn_aug_segpc.py"

channels = 96
model = dict(
    roi_head=dict(
        mask_roi_extractor=dict(
            _delete_=True,
            type="GenericRoIExtractor",
            aggregation="sum",
            roi_layer=dict(type="RoIAlign", output_size=14, sampling_ratio=2),
            out_channels=channels,
            featmap_strides=[4, 8, 16, 32],
            pre_cfg=dict(
                type="ConvModule",
                in_channels=channels,
                out_channels=channels,
                kernel_size=5,
                padding=2,
                inplace=False,
            ),
            post_cfg=dict(
                type="GeneralizedAttention",
                in_channels=channels,
                spatial_range=-1,
                num_heads=6,
                attention_type="0100",
                kv_stride=2,
            ),
        ),
    ),
)
