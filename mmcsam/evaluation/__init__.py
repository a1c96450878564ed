"""Metrics: pure functions, and what is registered in ``mmdet.registry.METRICS`` on top of them."""

from .bootstrap import Interval
from .coco_pairs import coco_pairs
from .comparison import Difference, compare
from .evaluation import Evaluation
from .image_pair import ImagePair
from .label_pairs import label_pairs
from .matching import match_instances
from .merged_mask_iou import merged_mask_iou
from .merged_mask_iou_metric import MergedMaskIoUMetric
from .metric import AdditiveMetric, Figure, Metric
from .panoptic_quality import PanopticQualityMetric, panoptic_quality
from .roi_mask_iou_metric import RoIMaskIoUMetric

__all__ = [
    "AdditiveMetric",
    "Difference",
    "Evaluation",
    "Figure",
    "ImagePair",
    "Interval",
    "MergedMaskIoUMetric",
    "Metric",
    "PanopticQualityMetric",
    "RoIMaskIoUMetric",
    "coco_pairs",
    "compare",
    "label_pairs",
    "match_instances",
    "merged_mask_iou",
    "panoptic_quality",
]
