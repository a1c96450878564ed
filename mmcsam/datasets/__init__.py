"""Data sets, registered in ``mmdet.registry.DATASETS``."""

from .roi_crop_dataset import RoICropDataset

__all__ = ["RoICropDataset"]
