"""RoI features of several levels, their fusion, and the heads on them."""

from .image_features import ImageFeatures
from .mask_heads import CSAMHTCMaskHead, CSAMMaskHead, GuideMaskHead, MultiScaleMaskIoUHead
from .multi_scale_fusion import MultiScaleFusion
from .roi_extractors import GuidedSingleRoIExtractor, MultiScaleRoIExtractor
from .roi_features import RoIFeatures

__all__ = [
    "CSAMHTCMaskHead",
    "CSAMMaskHead",
    "GuideMaskHead",
    "GuidedSingleRoIExtractor",
    "ImageFeatures",
    "MultiScaleFusion",
    "MultiScaleMaskIoUHead",
    "MultiScaleRoIExtractor",
    "RoIFeatures",
]
