"""RoI extractors."""

from .guided_single_roi_extractor import GuidedSingleRoIExtractor
from .multi_scale_roi_extractor import MultiScaleRoIExtractor

__all__ = ["GuidedSingleRoIExtractor", "MultiScaleRoIExtractor"]
