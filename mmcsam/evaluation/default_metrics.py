"""All metrics, in the order in which a reader wants them."""

from .aggregated_jaccard import AggregatedJaccardMetric
from .average_precision import AveragePrecisionMetric
from .boundary_average_precision import BoundaryAveragePrecisionMetric
from .boundary_iou import BOUNDARY_PX, BoundaryIoUMetric
from .challenge_score import ChallengeScoreMetric
from .count_errors import CountErrorsMetric
from .f1_score import F1Metric
from .mean_iou import MeanIoUMetric
from .metric import Metric
from .panoptic_quality import PanopticQualityMetric
from .surface_distance import SurfaceDistanceMetric


def default_metrics(max_dets: int = 100, boundary_px: int = BOUNDARY_PX) -> list[Metric]:
    """Build every metric of this package, for :class:`Evaluation`.

    Args:
        max_dets: Predictions in an image that count in AP, those of the highest scores.
        boundary_px: Width of the boundary in boundary AP and IoU, in pixels.

    Example:
        >>> [figure.key for metric in default_metrics() for figure in metric.info][:7]
        ['AP', 'AP50', 'AP75', 'AR', 'PQ', 'SQ', 'RQ']
    """
    return [
        AveragePrecisionMetric(max_dets),
        PanopticQualityMetric(),
        F1Metric(),
        AggregatedJaccardMetric(),
        MeanIoUMetric(),
        ChallengeScoreMetric(),
        BoundaryAveragePrecisionMetric(boundary_px, max_dets),
        BoundaryIoUMetric(boundary_px),
        SurfaceDistanceMetric(),
        CountErrorsMetric(),
    ]
