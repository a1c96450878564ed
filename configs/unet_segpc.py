# The guide: a U-Net on simulated proposals (section III.B.2).
# 31.0M parameters; not trained yet, so no hardware, time or figure is known.
_base_ = ["./_base_/runtime.py"]

segpc_root = "{{$SEGPC_ROOT:data/TCIA_SegPC_dataset}}"
segpc_annotations = "{{$SEGPC_ANNOTATIONS:data/segpc}}"
# Where these files come from, and which variables name other places; said where one is missing.
data_origin = dict(
    converter="python -m mmcsam convert segpc TCIA_SegPC_dataset --out data/segpc",
    annotations_variable="SEGPC_ANNOTATIONS",
    images_variable="SEGPC_ROOT",
)

model = dict(
    type="RoISegmentor",
    data_preprocessor=dict(
        type="DetDataPreprocessor",
        mean=[123.675, 116.28, 103.53],
        std=[58.395, 57.12, 57.375],
        bgr_to_rgb=True,
    ),
    segmentor=dict(type="UNet", base_channels=64),
)

meta_keys = ("img_id", "img_path", "ori_shape", "img_shape", "roi")
train_dataloader = dict(
    batch_size=16,
    num_workers=4,
    persistent_workers=True,
    sampler=dict(type="DefaultSampler", shuffle=True),
    dataset=dict(
        type="RoICropDataset",
        ann_file=segpc_annotations + "/instances_train.json",
        data_prefix=dict(img_path=segpc_root),
        crop_size=128,
        cache=True,  # about 0.8 MB a cell
        pipeline=[
            dict(
                type="RandomFlip",
                prob=[0.25, 0.25, 0.25],
                direction=["horizontal", "vertical", "diagonal"],
            ),
            dict(type="PhotoMetricDistortion", swap_channels=False),
            dict(type="PackDetInputs", meta_keys=meta_keys),
        ],
    ),
)
val_dataloader = dict(
    batch_size=16,
    num_workers=4,
    persistent_workers=True,
    sampler=dict(type="DefaultSampler", shuffle=False),
    dataset=dict(
        type="RoICropDataset",
        ann_file=segpc_annotations + "/instances_validation.json",
        data_prefix=dict(img_path=segpc_root),
        crop_size=128,
        cache=True,
        test_mode=True,
        pipeline=[dict(type="PackDetInputs", meta_keys=meta_keys)],
    ),
)
test_dataloader = val_dataloader
val_evaluator = dict(type="RoIMaskIoUMetric")
test_evaluator = val_evaluator

max_epochs = 30
train_cfg = dict(type="EpochBasedTrainLoop", max_epochs=max_epochs, val_interval=1)
val_cfg = dict(type="ValLoop")
test_cfg = dict(type="TestLoop")
optim_wrapper = dict(optimizer=dict(type="AdamW", lr=1e-3, weight_decay=1e-4))
param_scheduler = dict(
    type="OneCycleLR",
    eta_max=1e-3,
    total_steps=max_epochs,
    by_epoch=True,
    convert_to_iter_based=True,
)
default_hooks = dict(checkpoint=dict(max_keep_ckpts=3))
