# "Mask RCNN+Augmentation", see csam_prior_segpc.py: the standard mask head.
_base_ = "./csam_prior_segpc.py"

channels = 96
model = dict(
    guide=None,
    roi_head=dict(
        mask_roi_extractor=dict(
            _delete_=True,
            type="SingleRoIExtractor",
            roi_layer=dict(type="RoIAlign", output_size=14, sampling_ratio=0),
            out_channels=channels,
            featmap_strides=[4, 8, 16, 32],
        ),
        mask_head=dict(
            _delete_=True,
            type="FCNMaskHead",
            num_convs=4,
            in_channels=channels,
            conv_out_channels=channels,
            num_classes=1,
            norm_cfg=dict(type="GN", num_groups=8),
            loss_mask=dict(type="CrossEntropyLoss", use_mask=True, loss_weight=1.0),
        ),
    ),
    train_cfg=dict(rcnn=dict(mask_size=28)),
)
