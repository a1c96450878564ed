# "Mask RCNN+MSFL" made small, see csam_segpc.py.
_base_ = "./csam_segpc.py"

model = dict(guide=None, roi_head=dict(mask_head=dict(csam=None)))
