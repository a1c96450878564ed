# Yeast cells in microstructures (Reich et al. 2023) as written by `mmcsam convert yeast`:
# traps and cells. 493 images of 256x256 and of other sizes.
yeast_root = "{{$YEAST_ROOT:data/yeast}}"  # what --out named
# Where these files come from, and which variable names another place; said where one is missing.
data_origin = dict(
    converter="python -m mmcsam convert yeast YEAST_FOLDER --out data/yeast",
    annotations_variable="YEAST_ROOT",
    images_variable="YEAST_ROOT",
)
classes = ("trap", "cell")

# The paper gives no size. torchvision's Mask R-CNN, whose layout its parameter counts fit, brings
# the shorter side to 800 by default.
image_scale = (800, 800)
backend_args = None

train_pipeline = [
    dict(type="LoadImageFromFile", backend_args=backend_args),
    dict(type="LoadAnnotations", with_bbox=True, with_mask=True, poly2mask=True),
    dict(type="Resize", scale=image_scale, keep_ratio=True),
    dict(type="RandomFlip", prob=[0.3, 0.3], direction=["horizontal", "vertical"]),
    dict(type="PhotoMetricDistortion", swap_channels=False),
    dict(type="PackDetInputs"),
]
test_pipeline = [
    dict(type="LoadImageFromFile", backend_args=backend_args),
    dict(type="Resize", scale=image_scale, keep_ratio=True),
    dict(type="LoadAnnotations", with_bbox=True, with_mask=True, poly2mask=True),
    dict(
        type="PackDetInputs",
        meta_keys=("img_id", "img_path", "ori_shape", "img_shape", "scale_factor"),
    ),
]

train_dataloader = dict(
    batch_size=4,
    num_workers=4,
    persistent_workers=True,
    sampler=dict(type="DefaultSampler", shuffle=True),
    dataset=dict(
        type="CocoDataset",
        metainfo=dict(classes=classes),
        data_root=yeast_root,
        ann_file="instances_train.json",
        data_prefix=dict(img=""),  # file names start from the root
        filter_cfg=dict(filter_empty_gt=True),
        pipeline=train_pipeline,
        backend_args=backend_args,
    ),
)
val_dataloader = dict(
    batch_size=1,
    num_workers=2,
    persistent_workers=True,
    drop_last=False,
    sampler=dict(type="DefaultSampler", shuffle=False),
    dataset=dict(
        type="CocoDataset",
        metainfo=dict(classes=classes),
        data_root=yeast_root,
        ann_file="instances_validation.json",
        data_prefix=dict(img=""),
        test_mode=True,
        pipeline=test_pipeline,
        backend_args=backend_args,
    ),
)
test_dataloader = dict(val_dataloader, dataset=dict(val_dataloader["dataset"]))
test_dataloader["dataset"]["ann_file"] = "instances_test.json"

val_evaluator = dict(
    type="CocoMetric",
    ann_file=yeast_root + "/instances_validation.json",
    metric=["bbox", "segm"],
)
test_evaluator = dict(val_evaluator, ann_file=yeast_root + "/instances_test.json")
