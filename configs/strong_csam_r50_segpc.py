# The paper's model on ResNet-50 by the strong recipe. Not in the paper; not trained yet.
# Train the guide first: python -m mmcsam train configs/strong_unet_segpc.py
#   python -m mmcsam train configs/strong_csam_r50_segpc.py --amp
#   python -m mmcsam test configs/strong_csam_r50_segpc.py CHECKPOINT --tta
_base_ = ["./strong_mask_rcnn_r50_segpc.py", "./_base_/csam_parts.py"]

model = dict(
    type="GuidedMaskRCNN",
    guide=dict(_base_.guide, checkpoint="work_dirs/strong_unet_segpc/epoch_60.pth"),
    roi_head=dict(
        mask_roi_extractor=_base_.mask_roi_extractor,
        mask_head=_base_.mask_head,
    ),
    train_cfg=dict(rcnn=dict(mask_size=_base_.mask_size)),
)
