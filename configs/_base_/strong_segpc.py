# SegPC-2021 with strong augmentation: large-scale jitter, copy-paste, quarter turns and stain
# jitter. None of it is in the paper.
_base_ = "./segpc.py"

image_scale = (1280, 960)  # half of the larger images: a cell is about 165 pixels wide
crop_size = (1024, 1024)

image_pipeline = [
    dict(type="LoadImageFromFile", backend_args=None),
    dict(type="LoadAnnotations", with_bbox=True, with_mask=True, poly2mask=True),
    dict(type="RandomResize", scale=image_scale, ratio_range=(0.5, 2.0), keep_ratio=True),
    # The next three leave images of one size, as copy-paste needs them, with a cell at least.
    dict(type="RandomCrop", crop_size=crop_size, recompute_bbox=True),
    dict(type="FilterAnnotations", min_gt_bbox_wh=(2, 2), by_mask=True, min_gt_mask_area=16),
    dict(type="Pad", size=crop_size),
    dict(type="RandomFlip", prob=0.5),
    dict(type="RandomRotate90"),
]
# Behind copy-paste, so that pasted cells have the stain of the image around them.
mixed_pipeline = [
    dict(type="CopyPaste", max_num_pasted=10),
    dict(type="HEDJitter"),
    dict(type="PackDetInputs"),
]
fit = dict(type="Resize", scale=image_scale, keep_ratio=True)
test_pipeline = _base_.test_pipeline
test_pipeline[1] = fit
del test_pipeline[3]

train_dataloader = dict(
    dataset=dict(
        _delete_=True,
        type="MultiImageMixDataset",
        dataset=dict(_base_.train_dataloader.dataset, pipeline=image_pipeline),
        pipeline=mixed_pipeline,
    )
)
val_dataloader = dict(dataset=dict(pipeline=test_pipeline))
test_dataloader = val_dataloader

# `mmcsam test --tta`
tta_model = dict(type="MaskTTAModel")
flips = [dict(type="RandomFlip", prob=0.0)] + [
    dict(type="RandomFlip", prob=1.0, direction=direction)
    for direction in ("horizontal", "vertical", "diagonal")
]
tta_keys = (*test_pipeline[-1]["meta_keys"], "flip", "flip_direction")
tta_pipeline = [
    dict(type="LoadImageFromFile", backend_args=None),
    dict(
        type="TestTimeAug",
        transforms=[[fit], flips, [dict(type="PackDetInputs", meta_keys=tta_keys)]],
    ),
]
