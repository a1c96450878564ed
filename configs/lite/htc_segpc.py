# MMDetection's hybrid task cascade without the semantic branch, as cascade_segpc.py.
_base_ = "./cascade_segpc.py"

mask_head = {**_base_.model.roi_head.mask_head, "type": "HTCMaskHead"}
model = dict(
    type="GuidedHybridTaskCascade",
    roi_head=dict(
        type="HybridTaskCascadeRoIHead",
        interleaved=True,
        mask_info_flow=True,
        mask_head=[{**mask_head, "with_conv_res": False}, mask_head, mask_head],
    ),
)
