# MSFL + CSAM with the guide's logits as a prior on the head's, ResNet-50. Not in the paper; not
# trained yet.
_base_ = "./csam_r50_segpc.py"

model = dict(roi_head=dict(mask_head=dict(guide_prior=dict(type="GuidePrior"))))
