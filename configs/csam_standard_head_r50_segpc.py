# Cross spatial attention in the standard 14x14 mask head, without multiscale features, ResNet-50.
# Not in the paper; not trained yet.
_base_ = "./csam_r50_segpc.py"

model = dict(
    roi_head=dict(
        mask_roi_extractor=dict(
            _delete_=True,
            type="GuidedSingleRoIExtractor",
            roi_layer=dict(type="RoIAlign", output_size=14, sampling_ratio=0),
            out_channels=256,
            featmap_strides=[4, 8, 16, 32],
        ),
        mask_head=dict(fusion=None),
    ),
    train_cfg=dict(rcnn=dict(mask_size=28)),
)
