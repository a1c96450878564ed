"""Hybrid task cascade with a guide."""

from mmdet.models.detectors import HybridTaskCascade
from mmdet.registry import MODELS

from .guided_detector import GuidedDetectorMixin


@MODELS.register_module()
class GuidedHybridTaskCascade(GuidedDetectorMixin, HybridTaskCascade):
    """Hybrid task cascade whose mask heads are steered by a guide.

    Mask heads are :class:`CSAMHTCMaskHead`. Semantic features can be fused into the boxes only
    (``semantic_fusion=("bbox",)``), as there is no one feature map of a RoI to add them to.

    Args:
        guide: Config of the guide, or None for the ablation without CSAM.
        **kwargs: As in MMDetection's ``HybridTaskCascade``.
    """
