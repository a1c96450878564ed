"""Which models can be exported."""

from typing import Any

from mmcv.ops import RoIAlign
from mmdet.models.data_preprocessors import DetDataPreprocessor
from mmdet.models.dense_heads import RPNHead
from mmdet.models.detectors import MaskRCNN
from mmdet.models.roi_heads import StandardRoIHead
from mmdet.models.roi_heads.bbox_heads import (
    ConvFCBBoxHead,
    Shared2FCBBoxHead,
    Shared4Conv1FCBBoxHead,
)
from mmdet.models.roi_heads.mask_heads import FCNMaskHead
from mmdet.models.roi_heads.roi_extractors import SingleRoIExtractor
from mmdet.models.task_modules.coders import DeltaXYWHBBoxCoder
from mmdet.models.task_modules.prior_generators import AnchorGenerator

from mmcsam.models.detectors.guided_mask_rcnn import GuidedMaskRCNN
from mmcsam.models.guides.unet_guide import UNetGuide
from mmcsam.models.roi_heads.mask_heads.csam_mask_head import CSAMMaskHead
from mmcsam.models.roi_heads.mask_heads.guide_mask_head import GuideMaskHead
from mmcsam.models.roi_heads.roi_extractors.guided_single_roi_extractor import (
    GuidedSingleRoIExtractor,
)
from mmcsam.models.roi_heads.roi_extractors.multi_scale_roi_extractor import (
    MultiScaleRoIExtractor,
)

# Exactly these classes: one that inherits from them does something else. Backbone and neck may be
# any that can be traced.
_PARTS: tuple[tuple[str, tuple[type | None, ...]], ...] = (
    ("", (MaskRCNN, GuidedMaskRCNN)),
    ("data_preprocessor", (DetDataPreprocessor,)),
    ("rpn_head", (RPNHead,)),
    ("rpn_head.prior_generator", (AnchorGenerator,)),
    ("rpn_head.bbox_coder", (DeltaXYWHBBoxCoder,)),
    ("roi_head", (StandardRoIHead,)),
    ("roi_head.bbox_roi_extractor", (SingleRoIExtractor,)),
    ("roi_head.bbox_head", (ConvFCBBoxHead, Shared2FCBBoxHead, Shared4Conv1FCBBoxHead)),
    ("roi_head.bbox_head.bbox_coder", (DeltaXYWHBBoxCoder,)),
    (
        "roi_head.mask_roi_extractor",
        (SingleRoIExtractor, GuidedSingleRoIExtractor, MultiScaleRoIExtractor),
    ),
    ("roi_head.mask_head", (FCNMaskHead, CSAMMaskHead, GuideMaskHead)),
    ("guide", (UNetGuide, type(None))),
)


def require_exportable(model: Any, source: str) -> None:
    """Check that a model is one that :class:`DetectorGraph` knows.

    Args:
        model: A detector.
        source: What to call it in an error.

    Raises:
        ValueError: If a part of it is of another class or has settings that are not known; the
            message names it.
    """
    for path, known in _PARTS:
        part = model
        for name in filter(None, path.split(".")):
            part = getattr(part, name, None)
        if type(part) not in known:
            names = " or ".join(one.__name__ for one in known if one is not None)
            raise _refusal(source, path or "detector", type(part).__name__, names)
    for path, layers in (
        ("roi_head.bbox_roi_extractor", model.roi_head.bbox_roi_extractor.roi_layers),
        ("roi_head.mask_roi_extractor", model.roi_head.mask_roi_extractor.roi_layers),
    ):
        for layer in layers:
            if not (isinstance(layer, RoIAlign) and layer.pool_mode == "avg" and layer.aligned):
                raise _refusal(source, f"{path}.roi_layer", str(layer), "RoIAlign, avg, aligned")
    for path, config in (("rpn", model.rpn_head.test_cfg), ("rcnn", model.roi_head.test_cfg)):
        kind = config["nms"].get("type", "nms")
        if kind != "nms":
            raise _refusal(source, f"test_cfg.{path}.nms", kind, "nms")
    if not model.rpn_head.use_sigmoid_cls or model.roi_head.bbox_head.custom_cls_channels:
        raise _refusal(source, "a head's loss", "of other classes", "sigmoid RPN and softmax boxes")


def _refusal(source: str, part: str, found: str, expected: str) -> ValueError:
    return ValueError(
        f"{source}: cannot be exported, its {part} is {found}, expected {expected}; predict with "
        "PyTorch"
    )
