"""Metrics: pure functions, and what is registered in ``mmdet.registry.METRICS`` on top of them."""

from .aggregated_jaccard import AggregatedJaccardMetric, aggregated_jaccard_index
from .average_precision import AveragePrecisionMetric, average_precision
from .bootstrap import Interval
from .boundary_average_precision import BoundaryAveragePrecisionMetric
from .boundary_iou import BoundaryIoUMetric, boundary_iou
from .challenge_score import ChallengeScoreMetric, best_ious
from .coco_matching import match_by_score
from .coco_pairs import coco_pairs
from .comparison import Difference, compare
from .count_errors import CountErrorsMetric, count_errors
from .default_metrics import default_metrics
from .evaluation import Evaluation
from .f1_score import F1Metric, f1_score
from .image_pair import ImagePair
from .instance_mask_metric import InstanceMaskMetric
from .label_pairs import label_pairs
from .matching import match_instances
from .mean_iou import MeanIoUMetric
from .merged_mask_iou import merged_mask_iou
from .merged_mask_iou_metric import MergedMaskIoUMetric
from .metric import AdditiveMetric, Figure, Metric
from .panoptic_quality import PanopticQualityMetric, panoptic_quality
from .roi_mask_iou_metric import RoIMaskIoUMetric
from .surface_distance import SurfaceDistanceMetric, dice, surface_distance

__all__ = [
    "AdditiveMetric",
    "AggregatedJaccardMetric",
    "AveragePrecisionMetric",
    "BoundaryAveragePrecisionMetric",
    "BoundaryIoUMetric",
    "ChallengeScoreMetric",
    "CountErrorsMetric",
    "Difference",
    "Evaluation",
    "F1Metric",
    "Figure",
    "ImagePair",
    "InstanceMaskMetric",
    "Interval",
    "MeanIoUMetric",
    "MergedMaskIoUMetric",
    "Metric",
    "PanopticQualityMetric",
    "RoIMaskIoUMetric",
    "SurfaceDistanceMetric",
    "aggregated_jaccard_index",
    "average_precision",
    "best_ious",
    "boundary_iou",
    "coco_pairs",
    "compare",
    "count_errors",
    "default_metrics",
    "dice",
    "f1_score",
    "label_pairs",
    "match_by_score",
    "match_instances",
    "merged_mask_iou",
    "panoptic_quality",
    "surface_distance",
]
