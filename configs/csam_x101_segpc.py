# Table 1, "Mask RCNN+MSFL+CSAM", ResNeXt-101 32x8d: the paper's full model, mIoU 0.9133 there.
# Batches of 4 images at 2560x1920. Not trained yet here.
# Train the guide first: python -m mmcsam train configs/unet_segpc.py
_base_ = ["./csam_r50_segpc.py", "./_base_/resnext101.py"]

model = dict(data_preprocessor=_base_.caffe2_preprocessor, backbone=_base_.resnext101)
