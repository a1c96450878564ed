"""Transforms that MMDetection lacks, registered in ``mmdet.registry.TRANSFORMS``."""

from .center_pad import CenterPad
from .hed_jitter import HEDJitter
from .load_cell_image import LoadCellImage
from .load_guide_fold import LoadGuideFold
from .random_rotate90 import RandomRotate90

__all__ = ["CenterPad", "HEDJitter", "LoadCellImage", "LoadGuideFold", "RandomRotate90"]
