# MSFL + CSAM with the guide's prior at about the cost of the standard head, ResNet-50: the paper's
# head at half its width, and a small guide. Not in the paper; not trained yet.
# Train the guide first: python -m mmcsam train configs/unet_light_segpc.py
_base_ = "./csam_prior_r50_segpc.py"

model = dict(
    guide=dict(
        segmentor=dict(base_channels=16),
        crop_size=64,
        checkpoint="work_dirs/unet_light_segpc/epoch_30.pth",
    ),
    roi_head=dict(mask_head=dict(fusion=dict(branch_channels=64), conv_out_channels=128)),
)
