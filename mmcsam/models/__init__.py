"""The paper's components, registered in ``mmdet.registry.MODELS``."""

from .csam import CSAM
from .csam_htc_mask_head import CSAMHTCMaskHead
from .csam_mask_head import CSAMMaskHead
from .eca import ECA
from .guide_mask_head import GuideMaskHead
from .guide_prior import GuidePrior
from .guided_cascade_rcnn import GuidedCascadeRCNN
from .guided_htc import GuidedHybridTaskCascade
from .guided_mask_rcnn import GuidedMaskRCNN
from .guided_mask_scoring_rcnn import GuidedMaskScoringRCNN
from .guided_point_rend import GuidedPointRend
from .guided_single_roi_extractor import GuidedSingleRoIExtractor
from .lean_fpn import LeanFPN
from .library_segmentor import LibrarySegmentor
from .mask_tta import MaskTTAModel
from .multi_scale_fusion import MultiScaleFusion
from .multi_scale_mask_iou_head import MultiScaleMaskIoUHead
from .multi_scale_roi_extractor import MultiScaleRoIExtractor
from .oracle_guide import OracleGuide
from .out_of_fold_guide import OutOfFoldGuide
from .roi_segmentor import RoISegmentor
from .unet import UNet
from .unet_guide import UNetGuide
from .wide_resnet import WideResNet

__all__ = [
    "CSAM",
    "ECA",
    "CSAMHTCMaskHead",
    "CSAMMaskHead",
    "GuideMaskHead",
    "GuidePrior",
    "GuidedCascadeRCNN",
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
