# The light model on SegPC-2021 at 512x384. Train its guide first: configs/lite_unet_segpc.py
_base_ = "./_base_/lite_csam_prior.py"

model = dict(guide=dict(checkpoint="work_dirs/lite_unet_segpc/iter_800.pth"))
