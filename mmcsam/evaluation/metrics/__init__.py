"""Metrics for Runner configs, registered in ``mmdet.registry.METRICS``."""

from .instance_mask_metric import InstanceMaskMetric
from .merged_mask_iou_metric import MergedMaskIoUMetric
from .roi_mask_iou_metric import RoIMaskIoUMetric

__all__ = ["InstanceMaskMetric", "MergedMaskIoUMetric", "RoIMaskIoUMetric"]
