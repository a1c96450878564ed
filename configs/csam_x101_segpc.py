# Table 1, "Mask RCNN+MSFL+CSAM", ResNeXt-101 32x8d: the paper's full model, mIoU 0.9133 there.
# Batches of 4 images at 2560x1920. Not trained yet here.
# Train the guide first: python tools/train.py configs/unet_segpc.py
_base_ = "./csam_r50_segpc.py"

model = dict(
    # Caffe2 weights: BGR, mean and deviation of their own. The guide undoes them on its crops.
    data_preprocessor=dict(
        mean=[103.530, 116.280, 123.675], std=[57.375, 57.120, 58.395], bgr_to_rgb=False
    ),
    backbone=dict(
        type="ResNeXt",
        depth=101,
        groups=32,
        base_width=8,
        norm_cfg=dict(type="BN", requires_grad=False),
        init_cfg=dict(type="Pretrained", checkpoint="open-mmlab://detectron2/resnext101_32x8d"),
    ),
)
