"""Two-stage detectors with a guide."""

from .guided_cascade_rcnn import GuidedCascadeRCNN
from .guided_detector import GuidedDetectorMixin
from .guided_htc import GuidedHybridTaskCascade
from .guided_mask_rcnn import GuidedMaskRCNN
from .guided_mask_scoring_rcnn import GuidedMaskScoringRCNN
from .guided_point_rend import GuidedPointRend

__all__ = [
    "GuidedCascadeRCNN",
    "GuidedDetectorMixin",
    "GuidedHybridTaskCascade",
    "GuidedMaskRCNN",
    "GuidedMaskScoringRCNN",
    "GuidedPointRend",
]
