"""Metrics: pure functions, and what is registered in ``mmdet.registry.METRICS`` on top of them."""

from .merged_mask_iou import merged_mask_iou
from .merged_mask_iou_metric import MergedMaskIoUMetric
from .roi_mask_iou_metric import RoIMaskIoUMetric

__all__ = ["MergedMaskIoUMetric", "RoIMaskIoUMetric", "merged_mask_iou"]
