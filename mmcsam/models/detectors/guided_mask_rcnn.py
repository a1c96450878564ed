"""Mask R-CNN with a guide."""

from mmdet.models.detectors import MaskRCNN
from mmdet.registry import MODELS

from .guided_detector import GuidedDetectorMixin


@MODELS.register_module()
class GuidedMaskRCNN(GuidedDetectorMixin, MaskRCNN):
    """Mask R-CNN whose mask head is steered by a guide: the paper's model (section II.C).

    Args:
        guide: Config of the guide, or None for the ablation without CSAM.
        **kwargs: As in MMDetection's ``MaskRCNN``.
    """
