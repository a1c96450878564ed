"""Cascade R-CNN with a guide."""

from mmdet.models.detectors import CascadeRCNN
from mmdet.registry import MODELS

from .guided_detector import GuidedDetectorMixin


@MODELS.register_module()
class GuidedCascadeRCNN(GuidedDetectorMixin, CascadeRCNN):
    """Cascade R-CNN whose mask heads are steered by a guide.

    Every stage of the cascade has a mask head of its own. In a test all of them see the same RoIs,
    so the guide runs once.

    Args:
        guide: Config of the guide, or None for the ablation without CSAM.
        **kwargs: As in MMDetection's ``CascadeRCNN``.
    """
