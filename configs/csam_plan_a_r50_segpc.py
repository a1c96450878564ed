# The other coherent reading of the paper (docs/method.md, plan A), ResNet-50: the guided feature is
# the output of ECA, as section II.B says word for word. +577,622 parameters. Not trained yet.
_base_ = "./csam_r50_segpc.py"

model = dict(
    roi_head=dict(
        mask_head=dict(
            fusion=dict(branch_channels=256),
            csam=dict(kernel_size=3, guide_channels=768),
            num_convs=2,
            convs_before_csam=0,
        )
    )
)
