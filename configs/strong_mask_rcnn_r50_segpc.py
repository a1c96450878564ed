# The strong recipe's baseline: MMDetection's Mask R-CNN from COCO weights, strong augmentation, 100
# epochs, averaged weights. Not in the paper; not trained yet.
#   python -m mmcsam train configs/strong_mask_rcnn_r50_segpc.py --amp
#   python -m mmcsam test configs/strong_mask_rcnn_r50_segpc.py CHECKPOINT --tta
_base_ = [
    "./_base_/mask_rcnn_r50_fpn.py",
    "./_base_/strong_segpc.py",
    "./_base_/schedule_strong_100e.py",
    "./_base_/runtime.py",
]

model = dict(backbone=dict(init_cfg=None))  # load_from has the backbone too
# MMDetection's mask-rcnn_r50_fpn_ms-poly-3x_coco: 37.1 mask AP on COCO.
load_from = "https://download.openmmlab.com/mmdetection/v2.0/mask_rcnn/mask_rcnn_r50_fpn_mstrain-poly_3x_coco/mask_rcnn_r50_fpn_mstrain-poly_3x_coco_20210524_201154-21b550bb.pth"  # noqa: E501
custom_hooks = [
    *_base_.custom_hooks,
    dict(type="EMAHook", ema_type="ExpMomentumEMA", momentum=0.001, update_buffers=True),
]
default_hooks = dict(checkpoint=dict(max_keep_ckpts=3, save_best="coco/segm_mAP"))
