# "Mask RCNN+MSFL+CSAM", see csam_prior_segpc.py: the paper's head without the prior.
_base_ = "./csam_prior_segpc.py"

model = dict(roi_head=dict(mask_head=dict(guide_prior=None)))
