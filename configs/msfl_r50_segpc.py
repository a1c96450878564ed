# Table 1, "Mask RCNN+MSFL", ResNet-50: mIoU 0.9027 in the paper. Not trained yet here.
_base_ = "./csam_r50_segpc.py"

model = dict(guide=None, roi_head=dict(mask_head=dict(csam=None)))
