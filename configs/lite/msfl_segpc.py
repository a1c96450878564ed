# "Mask RCNN+MSFL", see csam_prior_segpc.py.
_base_ = "./csam_segpc.py"

model = dict(guide=None, roi_head=dict(mask_head=dict(csam=None)))
