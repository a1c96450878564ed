# Section IV.A.1 tries ResNet-152 and prints no figure for it. Without augmentation, as the figure
# that it prints there. Not trained yet here.
_base_ = "./mask_rcnn_r50_segpc.py"

model = dict(backbone=dict(depth=152, init_cfg=dict(checkpoint="torchvision://resnet152")))
