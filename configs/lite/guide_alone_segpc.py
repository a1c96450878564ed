# The guide's masks in the boxes of csam_segpc.py, whose checkpoint it tests. Not in the paper.
_base_ = "./csam_segpc.py"

model = dict(
    roi_head=dict(mask_head=dict(_delete_=True, type="GuideMaskHead", mask_size=64)),
    train_cfg=dict(rcnn=dict(mask_size=64)),
)
