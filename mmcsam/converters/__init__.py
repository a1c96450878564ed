"""Data sets to COCO instance segmentation files, and COCO instances to other formats."""

from .check.check import check_coco
from .check.report import CheckReport
from .export.export import export_coco
from .export.report import ExportReport
from .masks.convert import convert_masks
from .problem import Problem
from .report import ConversionReport, SplitCounts
from .roi_crops import write_roi_crops
from .segpc.convert import convert_segpc
from .segpc.restore import restore_segpc
from .segpc.selection import read_subset
from .yeast.convert import convert_yeast

__all__ = [
    "CheckReport",
    "ConversionReport",
    "ExportReport",
    "Problem",
    "SplitCounts",
    "check_coco",
    "convert_masks",
    "convert_segpc",
    "convert_yeast",
    "export_coco",
    "read_subset",
    "restore_segpc",
    "write_roi_crops",
]
