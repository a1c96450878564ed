"""COCO annotations and predictions to the formats of other programs."""

from .export import export_coco
from .export_report import ExportReport

__all__ = ["ExportReport", "export_coco"]
