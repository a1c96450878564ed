# The guide's masks in the boxes of csam_r50_segpc.py, to test that one's checkpoint: what CSAM has
# to beat. Not in the paper.
_base_ = "./csam_r50_segpc.py"

model = dict(roi_head=dict(mask_head=dict(_delete_=True, type="GuideMaskHead")))
