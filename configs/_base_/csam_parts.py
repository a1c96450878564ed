# The paper's additions to a two-stage detector, for the models beside this file.
guide = dict(
    type="UNetGuide",
    segmentor=dict(type="UNet", base_channels=64),
    checkpoint="work_dirs/unet_segpc/epoch_30.pth",
    crop_size=128,
)
mask_roi_extractor = dict(
    _delete_=True,
    type="MultiScaleRoIExtractor",
    roi_layer=dict(type="RoIAlign", sampling_ratio=2),
    out_channels=256,
    featmap_strides=[4, 8, 16],
    output_sizes=[64, 32, 16],
)
mask_head = dict(
    type="CSAMMaskHead",
    fusion=dict(type="MultiScaleFusion", in_channels=256, branch_channels=128),
    csam=dict(type="CSAM"),
    num_classes=1,
)
mask_size = 64
