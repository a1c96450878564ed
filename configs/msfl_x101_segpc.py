# Table 1, "Mask RCNN+MSFL", ResNeXt-101 32x8d: mIoU 0.9072 in the paper. Not trained yet here.
_base_ = "./csam_x101_segpc.py"

model = dict(guide=None, roi_head=dict(mask_head=dict(csam=None)))
