# ResNeXt-101 32x8d in place of a ResNet-50, for the configs beside this folder.
resnext101 = dict(
    type="ResNeXt",
    depth=101,
    groups=32,
    base_width=8,
    norm_cfg=dict(type="BN", requires_grad=False),
    init_cfg=dict(type="Pretrained", checkpoint="open-mmlab://detectron2/resnext101_32x8d"),
)
# Caffe2 weights: BGR, mean and deviation of their own. The guide undoes them on its crops.
caffe2_preprocessor = dict(
    mean=[103.530, 116.280, 123.675], std=[57.375, 57.120, 58.395], bgr_to_rgb=False
)
