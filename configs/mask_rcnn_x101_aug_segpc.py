# Table 1, "Mask RCNN+Augmentation", ResNeXt-101 32x8d: mIoU 0.8925 in the paper. Not trained yet
# here.
_base_ = ["./mask_rcnn_r50_aug_segpc.py", "./_base_/resnext101.py"]

model = dict(data_preprocessor=_base_.caffe2_preprocessor, backbone=_base_.resnext101)
