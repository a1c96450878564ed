"""The paper's components, registered in ``mmdet.registry.MODELS``."""

from .backbones import EfficientNetLite, WideResNet
from .detectors import (
    GuidedCascadeRCNN,
    GuidedDetectorMixin,
    GuidedHybridTaskCascade,
    GuidedMaskRCNN,
    GuidedMaskScoringRCNN,
    GuidedPointRend,
)
from .guides import OracleGuide, OutOfFoldGuide, UNetGuide
from .layers import CSAM, GuidePrior
from .necks import ECA, LeanFPN
from .roi_heads import (
    CSAMHTCMaskHead,
    CSAMMaskHead,
    GuidedSingleRoIExtractor,
    GuideMaskHead,
    MultiScaleFusion,
    MultiScaleMaskIoUHead,
    MultiScaleRoIExtractor,
)
from .segmentors import LibrarySegmentor, RoISegmentor, UNet
from .test_time_augs import MaskTTAModel

__all__ = [
    "CSAM",
    "CSAMHTCMaskHead",
    "CSAMMaskHead",
    "ECA",
    "EfficientNetLite",
    "GuideMaskHead",
    "GuidePrior",
    "GuidedCascadeRCNN",
    "GuidedDetectorMixin",
    "GuidedHybridTaskCascade",
    "GuidedMaskRCNN",
    "GuidedMaskScoringRCNN",
    "GuidedPointRend",
    "GuidedSingleRoIExtractor",
    "LeanFPN",
    "LibrarySegmentor",
    "MaskTTAModel",
    "MultiScaleFusion",
    "MultiScaleMaskIoUHead",
    "MultiScaleRoIExtractor",
    "OracleGuide",
    "OutOfFoldGuide",
    "RoISegmentor",
    "UNet",
    "UNetGuide",
    "WideResNet",
]
