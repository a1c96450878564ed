"""Data sets to COCO instance segmentation files, and back to SegPC-2021's form."""

from .conversion_report import ConversionReport, SplitCounts
from .masks import convert_masks
from .segpc import convert_segpc, read_subset, restore_segpc
from .yeast import convert_yeast

__all__ = [
    "ConversionReport",
    "SplitCounts",
    "convert_masks",
    "convert_segpc",
    "convert_yeast",
    "read_subset",
    "restore_segpc",
]
