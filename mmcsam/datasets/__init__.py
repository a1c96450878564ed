"""Data sets, folds and transforms; what a Runner needs is registered in ``mmdet.registry``."""

from .cell_window import CellWindow, cut_windows
from .drawn_smear_dataset import DrawnSmearDataset
from .folds import assign_folds, write_folds
from .roi_crop_dataset import RoICropDataset
from .roi_crop_files import write_roi_crops
from .transforms import CenterPad, HEDJitter, LoadGuideFold, RandomRotate90

__all__ = [
    "CellWindow",
    "CenterPad",
    "DrawnSmearDataset",
    "HEDJitter",
    "LoadGuideFold",
    "RandomRotate90",
    "RoICropDataset",
    "assign_folds",
    "cut_windows",
    "write_folds",
    "write_roi_crops",
]
