# MSFL, CSAM and the guide's logits as a prior, made small, see csam_segpc.py. Not in the paper.
_base_ = "./csam_segpc.py"

model = dict(roi_head=dict(mask_head=dict(guide_prior=dict(type="GuidePrior"))))
