"""COCO instance files and predictions: read, hold, write."""

from .data import CocoData, CocoImage, CocoInstance
from .mask import compressed_rle
from .reader import read_coco, read_json, read_predictions
from .writer import DatasetInfo, write_coco

__all__ = [
    "CocoData",
    "CocoImage",
    "CocoInstance",
    "DatasetInfo",
    "compressed_rle",
    "read_coco",
    "read_json",
    "read_predictions",
    "write_coco",
]
