"""Data sets and transforms, registered in ``mmdet.registry``."""

from .roi_crop_dataset import RoICropDataset
from .transforms import HEDJitter, LoadGuideFold, RandomRotate90

__all__ = ["HEDJitter", "LoadGuideFold", "RandomRotate90", "RoICropDataset"]
