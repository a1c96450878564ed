"""All metrics, in the order in which a reader wants them."""

from .measures.aggregated_jaccard import AggregatedJaccardMeasure
from .measures.average_precision import AveragePrecisionMeasure
from .measures.boundary_average_precision import BoundaryAveragePrecisionMeasure
from .measures.boundary_iou import BOUNDARY_PX, BoundaryIoUMeasure
from .measures.challenge_score import ChallengeScoreMeasure
from .measures.count_errors import CountErrorsMeasure
from .measures.f1_score import F1Measure
from .measures.mean_iou import MeanIoUMeasure
from .measures.measure import Measure
from .measures.panoptic_quality import PanopticQualityMeasure
from .measures.surface_distance import SurfaceDistanceMeasure


def default_measures(max_dets: int = 100, boundary_px: int = BOUNDARY_PX) -> list[Measure]:
    """Build every metric of this package, for :class:`Evaluation`.

    Args:
        max_dets: Predictions in an image that count in AP, those of the highest scores.
        boundary_px: Width of the boundary in boundary AP and IoU, in pixels.

    Example:
        >>> [figure.key for metric in default_measures() for figure in metric.info][:7]
        ['AP', 'AP50', 'AP75', 'AR', 'PQ', 'SQ', 'RQ']
    """
    return [
        AveragePrecisionMeasure(max_dets),
        PanopticQualityMeasure(),
        F1Measure(),
        AggregatedJaccardMeasure(),
        MeanIoUMeasure(),
        ChallengeScoreMeasure(),
        BoundaryAveragePrecisionMeasure(boundary_px, max_dets),
        BoundaryIoUMeasure(boundary_px),
        SurfaceDistanceMeasure(),
        CountErrorsMeasure(),
    ]
