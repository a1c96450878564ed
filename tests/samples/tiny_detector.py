"""The paper's detector at a size for tests: R-18 of 16 channels, FPN and heads of 32."""

_nms = dict(type="nms", iou_threshold=0.7)


def _sampling(num, iou, low_iou, **settings):
    return dict(
        assigner=dict(
            type="MaxIoUAssigner",
            pos_iou_thr=iou,
            neg_iou_thr=low_iou,
            min_pos_iou=low_iou,
            match_low_quality=True,
            ignore_iof_thr=-1,
        ),
        sampler=dict(
            type="RandomSampler",
            num=num,
            pos_fraction=0.5,
            neg_pos_ub=-1,
            add_gt_as_proposals=num == 16,
        ),
        pos_weight=-1,
        debug=False,
        **settings,
    )


model = dict(
    type="GuidedMaskRCNN",
    data_preprocessor=dict(
        type="DetDataPreprocessor",
        mean=[123.675, 116.28, 103.53],
        std=[58.395, 57.12, 57.375],
        bgr_to_rgb=True,
        pad_mask=True,
        pad_size_divisor=32,
    ),
    backbone=dict(
        type="ResNet",
        depth=18,
        base_channels=16,
        norm_cfg=dict(type="BN", requires_grad=True),
        norm_eval=True,
    ),
    neck=dict(type="LeanFPN", in_channels=[16, 32, 64, 128], out_channels=32, num_outs=5),
    rpn_head=dict(
        type="RPNHead",
        in_channels=32,
        feat_channels=32,
        anchor_generator=dict(
            type="AnchorGenerator", scales=[4], ratios=[1.0], strides=[4, 8, 16, 32, 64]
        ),
        bbox_coder=dict(type="DeltaXYWHBBoxCoder"),
        loss_cls=dict(type="CrossEntropyLoss", use_sigmoid=True),
        loss_bbox=dict(type="L1Loss"),
    ),
    roi_head=dict(
        type="StandardRoIHead",
        bbox_roi_extractor=dict(
            type="SingleRoIExtractor",
            roi_layer=dict(type="RoIAlign", output_size=3, sampling_ratio=0),
            out_channels=32,
            featmap_strides=[4, 8, 16, 32],
        ),
        bbox_head=dict(
            type="Shared2FCBBoxHead",
            in_channels=32,
            fc_out_channels=32,
            roi_feat_size=3,
            num_classes=1,
            bbox_coder=dict(type="DeltaXYWHBBoxCoder"),
            loss_cls=dict(type="CrossEntropyLoss"),
            loss_bbox=dict(type="L1Loss"),
        ),
        mask_roi_extractor=dict(
            type="MultiScaleRoIExtractor",
            roi_layer=dict(type="RoIAlign", sampling_ratio=2),
            out_channels=32,
            output_sizes=(16, 8, 4),
        ),
        mask_head=dict(
            type="CSAMMaskHead",
            fusion=dict(
                type="MultiScaleFusion",
                in_channels=32,
                branch_channels=8,
                input_sizes=(16, 8, 4),
                output_size=8,
            ),
            csam=dict(type="CSAM", kernel_size=3),
            conv_out_channels=32,
            num_classes=1,
            loss_mask=dict(type="CrossEntropyLoss", use_mask=True),
        ),
    ),
    guide=dict(
        type="UNetGuide", segmentor=dict(type="UNet", base_channels=4, depth=2), crop_size=16
    ),
    train_cfg=dict(
        rpn=_sampling(32, 0.7, 0.3, allowed_border=-1),
        rpn_proposal=dict(nms_pre=50, max_per_img=20, min_bbox_size=0, nms=_nms),
        rcnn=_sampling(16, 0.5, 0.5, mask_size=16),
    ),
    test_cfg=dict(
        rpn=dict(nms_pre=50, max_per_img=20, min_bbox_size=0, nms=_nms),
        rcnn=dict(score_thr=0.0, nms=_nms, max_per_img=5, mask_thr_binary=0.5),
    ),
)
