"""Mask Scoring R-CNN with a guide."""

from mmdet.models.detectors import MaskScoringRCNN
from mmdet.registry import MODELS

from .guided_detector import GuidedDetectorMixin


@MODELS.register_module()
class GuidedMaskScoringRCNN(GuidedDetectorMixin, MaskScoringRCNN):
    """Mask Scoring R-CNN whose mask heads are steered by a guide.

    Its mask IoU head is :class:`MultiScaleMaskIoUHead`.

    Args:
        guide: Config of the guide, or None for the ablation without CSAM.
        **kwargs: As in MMDetection's ``MaskScoringRCNN``.
    """
