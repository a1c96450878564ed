"""Public data sets to COCO instance segmentation files."""

from .problem import Problem
from .report import ConversionReport, SplitCounts
from .segpc2coco import convert_segpc

__all__ = ["ConversionReport", "Problem", "SplitCounts", "convert_segpc"]
