# Test-time augmentation with flips in four ways, masks included. `mmcsam test --tta` does this
# without the file too, at the config's own scale; put it into a config's _base_ to change it, for
# example to test at several scales. Every view is a pass of its own. With
# model.test_cfg.rcnn.mask_format="rle" no view makes masks of the image's size.
tta_model = dict(type="MaskTTAModel", tta_cfg=dict(iou_threshold=0.5, max_per_img=100))
tta_pipeline = [
    dict(type="LoadImageFromFile", backend_args=None),
    dict(
        type="TestTimeAug",
        transforms=[
            [dict(type="Resize", scale_factor=1.0, keep_ratio=True)],  # one for each scale
            [
                dict(type="RandomFlip", prob=0.0),
                dict(type="RandomFlip", prob=1.0, direction="horizontal"),
                dict(type="RandomFlip", prob=1.0, direction="vertical"),
                dict(type="RandomFlip", prob=1.0, direction="diagonal"),
            ],
            # Behind the flips: padding stays at the right and at the bottom, as without them.
            [dict(type="mmengine.Pad", size=(2560, 1920))],
            [
                dict(
                    type="PackDetInputs",
                    meta_keys=(
                        "img_id",
                        "img_path",
                        "ori_shape",
                        "img_shape",
                        "scale_factor",
                        "flip",
                        "flip_direction",
                    ),
                )
            ],
        ],
    ),
]
