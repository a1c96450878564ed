"""The paper's components, registered in ``mmdet.registry.MODELS``."""

from .csam import CSAM
from .csam_mask_head import CSAMMaskHead
from .eca import ECA
from .guided_mask_rcnn import GuidedMaskRCNN
from .multi_scale_fusion import MultiScaleFusion
from .multi_scale_roi_extractor import MultiScaleRoIExtractor
from .roi_segmentor import RoISegmentor
from .unet import UNet
from .unet_guide import UNetGuide

__all__ = [
    "CSAM",
    "ECA",
    "CSAMMaskHead",
    "GuidedMaskRCNN",
    "MultiScaleFusion",
    "MultiScaleRoIExtractor",
    "RoISegmentor",
    "UNet",
    "UNetGuide",
]
