# The head at half its width, as in csam_light_r50_segpc.py; see csam_prior_segpc.py.
_base_ = "./csam_prior_segpc.py"

model = dict(
    roi_head=dict(mask_head=dict(fusion=dict(branch_channels=24), conv_out_channels=48)),
)
