# The demo: the full model made small and trained from scratch, on two CPU cores. tools/demo.py runs
# it; the README has its time and figures.
_base_ = "./csam_r50_segpc.py"

channels = 64
model = dict(
    guide=dict(
        segmentor=dict(base_channels=16, depth=3),
        crop_size=64,
        checkpoint="work_dirs/unet_demo/iter_300.pth",
    ),
    backbone=dict(depth=18, base_channels=32, frozen_stages=-1, norm_eval=False, init_cfg=None),
    neck=dict(in_channels=[32, 64, 128, 256], out_channels=channels),
    rpn_head=dict(in_channels=channels, feat_channels=channels),
    roi_head=dict(
        bbox_roi_extractor=dict(out_channels=channels),
        bbox_head=dict(in_channels=channels, fc_out_channels=256),
        # Cells are about 40 pixels wide at this scale: half the paper's RoI sizes will do.
        mask_roi_extractor=dict(
            roi_layer=dict(sampling_ratio=1), out_channels=channels, output_sizes=[32, 16, 8]
        ),
        mask_head=dict(
            fusion=dict(
                in_channels=channels, branch_channels=32, input_sizes=[32, 16, 8], output_size=16
            ),
            conv_out_channels=channels,
            # The paper's head has no normalisation; from random weights it learns sooner with it.
            norm_cfg=dict(type="GN", num_groups=8),
        ),
    ),
    train_cfg=dict(
        rpn_proposal=dict(nms_pre=300, max_per_img=100),
        rcnn=dict(sampler=dict(num=48), mask_size=32),
    ),
    test_cfg=dict(rpn=dict(nms_pre=300, max_per_img=100)),
)

fit = dict(type="Resize", scale=(320, 240), keep_ratio=True)  # instead of the padding
train_pipeline = _base_.train_pipeline
train_pipeline[2] = fit
test_pipeline = _base_.test_pipeline
test_pipeline[1] = fit
del test_pipeline[3]

train_dataloader = dict(
    num_workers=1,
    sampler=dict(type="InfiniteSampler", shuffle=True),
    dataset=dict(pipeline=train_pipeline),
)
val_dataloader = dict(num_workers=1, dataset=dict(pipeline=test_pipeline))
test_dataloader = val_dataloader

max_iters = 300
train_cfg = dict(
    _delete_=True, type="IterBasedTrainLoop", max_iters=max_iters, val_interval=max_iters
)
optim_wrapper = dict(
    optimizer=dict(_delete_=True, type="AdamW", lr=1e-3, weight_decay=0.05),
    clip_grad=dict(max_norm=5),
)
param_scheduler = [
    dict(type="LinearLR", start_factor=0.01, by_epoch=False, begin=0, end=50),
    dict(type="CosineAnnealingLR", by_epoch=False, begin=50, T_max=max_iters - 50, end=max_iters),
]
log_processor = dict(by_epoch=False)
default_hooks = dict(
    logger=dict(interval=25, log_metric_by_epoch=False),
    checkpoint=dict(by_epoch=False, interval=100, max_keep_ckpts=2, save_best=None),
)
