# Table 2, "Mask RCNN+MSFL", ResNeXt-101 32x8d: mask mAP 0.7608 in the paper. Not trained yet here.
_base_ = "./csam_x101_yeast.py"

model = dict(guide=None, roi_head=dict(mask_head=dict(csam=None)))
