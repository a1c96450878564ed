# SegPC-2021 as written by `python -m mmcsam convert segpc`, one class.
segpc_root = "{{$SEGPC_ROOT:data/TCIA_SegPC_dataset}}"  # the folder that was converted
segpc_annotations = "{{$SEGPC_ANNOTATIONS:data/segpc}}"  # what --out named
# Where these files come from, and which variables name other places; said where one is missing.
data_origin = dict(
    converter="python -m mmcsam convert segpc TCIA_SegPC_dataset --out data/segpc",
    annotations_variable="SEGPC_ANNOTATIONS",
    images_variable="SEGPC_ROOT",
)
classes = ("cell",)

# Images of 2040x1536 and 2560x1920 keep their scale and are padded with zeros (section III.B.1).
# Deviation: in a test at the right and at the bottom, not on all sides, because MMDetection takes
# predictions back by a scale alone.
padded_size = (2560, 1920)
backend_args = None

train_pipeline = [
    dict(type="LoadImageFromFile", backend_args=backend_args),
    dict(type="LoadAnnotations", with_bbox=True, with_mask=True, poly2mask=True),
    dict(type="CenterPad", size=padded_size),
    dict(type="RandomFlip", prob=[0.3, 0.3], direction=["horizontal", "vertical"]),
    # Hue, saturation, brightness and, for the paper's "intensity", contrast; it gives no ranges.
    dict(type="PhotoMetricDistortion", swap_channels=False),
    dict(type="PackDetInputs"),
]
test_pipeline = [
    dict(type="LoadImageFromFile", backend_args=backend_args),
    dict(type="Resize", scale_factor=1.0, keep_ratio=True),
    dict(type="LoadAnnotations", with_bbox=True, with_mask=True, poly2mask=True),
    # MMEngine's pads the image alone: the annotations stay in the frame of the file.
    dict(type="mmengine.Pad", size=padded_size),
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
        ann_file=segpc_annotations + "/instances_train.json",
        data_prefix=dict(img=segpc_root),
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
        ann_file=segpc_annotations + "/instances_validation.json",
        data_prefix=dict(img=segpc_root),
        test_mode=True,
        pipeline=test_pipeline,
        backend_args=backend_args,
    ),
)
# SegPC's test split has no masks: the paper's "test" figures need the organisers' labels.
test_dataloader = val_dataloader

val_evaluator = [
    dict(
        type="CocoMetric",
        ann_file=segpc_annotations + "/instances_validation.json",
        metric=["bbox", "segm"],
    ),
    dict(type="InstanceMaskMetric", ann_file=segpc_annotations + "/instances_validation.json"),
]
test_evaluator = val_evaluator
