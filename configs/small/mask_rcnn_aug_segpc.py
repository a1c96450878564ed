# "Mask RCNN+Augmentation" made small, see csam_segpc.py: the standard mask head.
_base_ = "./csam_segpc.py"

model = dict(
    guide=None,
    roi_head=dict(
        mask_roi_extractor=dict(
            _delete_=True,
            type="SingleRoIExtractor",
            roi_layer=dict(type="RoIAlign", output_size=14, sampling_ratio=0),
            out_channels=_base_.channels,
            featmap_strides=[4, 8, 16, 32],
        ),
        mask_head=dict(
            _delete_=True,
            type="FCNMaskHead",
            num_convs=4,
            in_channels=_base_.channels,
            conv_out_channels=_base_.channels,
            num_classes=1,
            norm_cfg=dict(type="GN", num_groups=8),
        ),
    ),
    train_cfg=dict(rcnn=dict(mask_size=28)),
)
