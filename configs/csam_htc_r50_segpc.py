# Hybrid task cascade (without semantic branch) with the paper's mask heads, ResNet-50. Not in the
# paper; not trained yet.
_base_ = "./csam_cascade_r50_segpc.py"

mask_head = dict(
    type="CSAMHTCMaskHead",
    fusion=dict(type="MultiScaleFusion", in_channels=256, branch_channels=128),
    csam=dict(type="CSAM"),
    num_classes=1,
    loss_mask=dict(type="CrossEntropyLoss", use_mask=True),
)
model = dict(
    type="GuidedHybridTaskCascade",
    roi_head=dict(
        type="HybridTaskCascadeRoIHead",
        interleaved=True,
        mask_info_flow=True,
        mask_head=[dict(with_conv_res=False, **mask_head), mask_head, mask_head],
    ),
)
