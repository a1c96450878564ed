# MSFL, CSAM and the guide's prior on an EfficientNet-Lite0 with an ImageNet start, for images of
# 512x384 and machines without a GPU. Not in the paper.
_base_ = ["../csam_prior_r50_segpc.py"]

channels = 96
model = dict(
    data_preprocessor=dict(mean=[127.5] * 3, std=[127.5] * 3, bgr_to_rgb=True),
    guide=dict(segmentor=dict(base_channels=24, depth=3), crop_size=64, checkpoint=None),
    backbone=dict(
        _delete_=True,
        type="EfficientNetLite",
        frozen_stages=1,
        init_cfg=dict(type="Pretrained", checkpoint="package://efficientnet-lite0"),
    ),
    neck=dict(in_channels=[24, 40, 112, 320], out_channels=channels),
    rpn_head=dict(in_channels=channels, feat_channels=channels),
    roi_head=dict(
        bbox_roi_extractor=dict(out_channels=channels),
        bbox_head=dict(in_channels=channels, fc_out_channels=160),
        # Cells are about 70 pixels wide at this scale: half the paper's RoI sizes will do.
        mask_roi_extractor=dict(
            roi_layer=dict(sampling_ratio=1), out_channels=channels, output_sizes=[32, 16, 8]
        ),
        mask_head=dict(
            fusion=dict(
                in_channels=channels, branch_channels=48, input_sizes=[32, 16, 8], output_size=16
            ),
            conv_out_channels=channels,
            norm_cfg=dict(type="GN", num_groups=8),
        ),
    ),
    train_cfg=dict(
        rpn_proposal=dict(nms_pre=500, max_per_img=200),
        rcnn=dict(sampler=dict(num=96), mask_size=32),
    ),
    test_cfg=dict(rpn=dict(nms_pre=500, max_per_img=300)),
)

fit = dict(type="Resize", scale=(512, 384), keep_ratio=True)  # instead of the padding
train_pipeline = [
    dict(type="LoadImageFromFile", backend_args=None),
    dict(type="LoadAnnotations", with_bbox=True, with_mask=True, poly2mask=True),
    fit,
    dict(type="RandomRotate90"),
    dict(type="RandomFlip", prob=0.5),
    dict(type="HEDJitter", gain=0.15, prob=0.7),
    dict(type="PhotoMetricDistortion", swap_channels=False),
    dict(type="PackDetInputs"),
]
test_pipeline = _base_.test_pipeline
test_pipeline[1] = fit
del test_pipeline[3]

train_dataloader = dict(
    batch_size=4,
    num_workers=2,
    sampler=dict(type="InfiniteSampler", shuffle=True),
    dataset=dict(pipeline=train_pipeline),
)
val_dataloader = dict(num_workers=1, dataset=dict(pipeline=test_pipeline))
test_dataloader = val_dataloader

max_iters = 750
train_cfg = dict(_delete_=True, type="IterBasedTrainLoop", max_iters=max_iters, val_interval=250)
optim_wrapper = dict(
    optimizer=dict(_delete_=True, type="AdamW", lr=6e-4, weight_decay=0.05),
    paramwise_cfg=dict(custom_keys={"backbone": dict(lr_mult=0.3)}),
    clip_grad=dict(max_norm=5),
)
param_scheduler = [
    dict(type="LinearLR", start_factor=0.01, by_epoch=False, begin=0, end=50),
    dict(type="CosineAnnealingLR", by_epoch=False, begin=50, T_max=max_iters - 50, end=max_iters),
]
log_processor = dict(by_epoch=False)
default_hooks = dict(
    logger=dict(interval=10, log_metric_by_epoch=False),
    checkpoint=dict(by_epoch=False, interval=50, max_keep_ckpts=3, save_best=None),
)
