# The paper's full model by the strong recipe. Not in the paper; not trained yet.
# Train the guide first: python -m mmcsam train configs/strong_unet_segpc.py
_base_ = ["./strong_csam_r50_segpc.py", "./_base_/resnext101.py"]

model = dict(
    data_preprocessor=_base_.caffe2_preprocessor,
    backbone=dict(_base_.resnext101, init_cfg=None),
)
# MMDetection's mask-rcnn_x101-32x8d_fpn_ms-poly-3x_coco.
load_from = "https://download.openmmlab.com/mmdetection/v2.0/mask_rcnn/mask_rcnn_x101_32x8d_fpn_mstrain-poly_3x_coco/mask_rcnn_x101_32x8d_fpn_mstrain-poly_3x_coco_20210607_161042-8bd2c639.pth"  # noqa: E501
