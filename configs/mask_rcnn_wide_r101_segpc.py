# Section IV.A.1 tries WideResNet-101 and prints no figure for it. Without augmentation, as the
# figure that it prints there. Not trained yet here.
_base_ = "./mask_rcnn_r50_segpc.py"

model = dict(
    backbone=dict(
        type="WideResNet",
        depth=101,
        init_cfg=dict(checkpoint="torchvision://wide_resnet101_2"),
    )
)
