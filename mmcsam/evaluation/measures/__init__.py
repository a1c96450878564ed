"""Measures of a data set's masks: pure functions, and what sums them over images."""

from .aggregated_jaccard import AggregatedJaccardMeasure, aggregated_jaccard_index
from .average_precision import AveragePrecisionMeasure, average_precision
from .boundary_average_precision import BoundaryAveragePrecisionMeasure
from .boundary_iou import BoundaryIoUMeasure, boundary_iou
from .challenge_score import ChallengeScoreMeasure, best_ious
from .count_errors import CountErrorsMeasure, count_errors
from .f1_score import F1Measure, f1_score
from .mean_iou import MeanIoUMeasure
from .measure import AdditiveMeasure, Figure, Measure
from .merged_mask_iou import merged_mask_iou
from .panoptic_quality import PanopticQualityMeasure, panoptic_quality
from .surface_distance import SurfaceDistanceMeasure, dice, surface_distance

__all__ = [
    "AdditiveMeasure",
    "AggregatedJaccardMeasure",
    "AveragePrecisionMeasure",
    "BoundaryAveragePrecisionMeasure",
    "BoundaryIoUMeasure",
    "ChallengeScoreMeasure",
    "CountErrorsMeasure",
    "F1Measure",
    "Figure",
    "MeanIoUMeasure",
    "Measure",
    "PanopticQualityMeasure",
    "SurfaceDistanceMeasure",
    "aggregated_jaccard_index",
    "average_precision",
    "best_ious",
    "boundary_iou",
    "count_errors",
    "dice",
    "f1_score",
    "merged_mask_iou",
    "panoptic_quality",
    "surface_distance",
]
