"""Find what would silently spoil a training run on a COCO file."""

from .check import check_coco
from .check_report import CheckReport
from .finding import Finding, Severity

__all__ = ["CheckReport", "Finding", "Severity", "check_coco"]
