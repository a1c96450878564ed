# The light model on smears that are drawn while it trains: plasma cells and, as a class of their
# own, what is taken for them. Its guide comes first; tools/make_model.py makes both.
_base_ = "./_base_/lite_csam_prior.py"

# From drawings to real smears the classes' border moves from iteration to iteration: weights are
# averaged.
custom_hooks = [*_base_.custom_hooks, dict(type="EMAHook", momentum=0.01)]

classes = ("plasma cell", "other nucleated cell")
drawn_root = "{{$DRAWN_ROOT:work_dirs/make_model/drawn}}"  # of tools/make_model.py
data_origin = dict(
    converter="python tools/make_model.py",
    annotations_variable="DRAWN_ROOT",
    images_variable="DRAWN_ROOT",
)
model = dict(
    guide=dict(checkpoint="work_dirs/lite_unet_drawn/iter_800.pth"),
    roi_head=dict(
        bbox_head=dict(num_classes=2),
        # What a cell's outline looks like does not depend on its class.
        mask_head=dict(num_classes=2, class_agnostic=True),
    ),
)
train_pipeline = _base_.train_pipeline
train_pipeline[0] = dict(type="mmdet.LoadImageFromNDArray")
train_dataloader = dict(
    dataset=dict(
        _delete_=True,
        type="DrawnSmearDataset",
        images=100_000,
        metainfo=dict(classes=classes),
        pipeline=train_pipeline,
    )
)
val_dataloader = dict(
    dataset=dict(
        ann_file=drawn_root + "/validation/instances.json",
        data_prefix=dict(img=drawn_root + "/validation"),
        metainfo=dict(classes=classes),
    )
)
test_dataloader = val_dataloader
val_evaluator = [
    dict(
        type="CocoMetric",
        ann_file=drawn_root + "/validation/instances.json",
        metric=["bbox", "segm"],
    ),
    dict(
        type="InstanceMaskMetric",
        ann_file=drawn_root + "/validation/instances.json",
    ),
]
test_evaluator = val_evaluator

max_iters = 500
train_cfg = dict(max_iters=max_iters)
param_scheduler = [
    dict(type="LinearLR", start_factor=0.01, by_epoch=False, begin=0, end=50),
    dict(type="CosineAnnealingLR", by_epoch=False, begin=50, T_max=max_iters - 50, end=max_iters),
]
