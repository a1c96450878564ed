"""Panoptic quality and its two factors."""

from typing import NamedTuple

import numpy as np

from mmcsam.evaluation.pairs.image_pair import ImagePair
from mmcsam.evaluation.pairs.matching import match_instances

from .measure import AdditiveMeasure, Figure

_SOURCE = "https://arxiv.org/abs/1801.00868"


class PanopticQuality(NamedTuple):
    """PQ = SQ * RQ, each in [0, 1]; NaN where there is nothing to find and nothing was found.

    Attributes:
        pq: Panoptic quality.
        sq: Segmentation quality, the mean IoU of matched pairs; 0 if there is none.
        rq: Recognition quality, which is the F1 score at IoU 0.5.
    """

    pq: float
    sq: float
    rq: float


def panoptic_quality(iou: np.ndarray) -> PanopticQuality:
    """Compute the panoptic quality of one class in one image.

    Kirillov et al. match at IoU above 0.5, where masks that do not overlap have one partner at
    most. Instance masks may overlap, so :func:`match_instances` chooses; a pair at exactly 0.5
    counts.

    Args:
        iou: (G, P) of true and predicted instances.

    Example:
        >>> panoptic_quality(np.array([[0.8, 0.0], [0.0, 0.3]]))
        PanopticQuality(pq=0.4, sq=0.8, rq=0.5)
    """
    counts = _counts(iou, *match_instances(iou))
    return PanopticQuality(*_quality(np.array(counts, np.float64)).tolist())


class PanopticQualityMeasure(AdditiveMeasure):
    """Panoptic quality over a data set: pairs, misses and false finds of all images together."""

    info = (
        Figure(
            "PQ",
            "panoptic quality",
            "How well cells are found and outlined in one number: SQ times RQ.",
            _SOURCE,
        ),
        Figure("SQ", "segmentation quality", "Mean IoU of the cells that were found.", _SOURCE),
        Figure(
            "RQ",
            "recognition quality",
            "Share of cells found, less false finds: the F1 score at IoU 0.5.",
            _SOURCE,
        ),
    )

    def statistics(self, pair: ImagePair) -> tuple[float, ...]:
        """Return the summed IoU of pairs, and the numbers of pairs, misses and false finds."""
        return _counts(pair.iou, *pair.matches)

    def from_sums(self, sums: np.ndarray) -> np.ndarray:
        """Compute PQ, SQ and RQ."""
        return _quality(sums)


def _counts(
    iou: np.ndarray, truth: np.ndarray, prediction: np.ndarray
) -> tuple[float, int, int, int]:
    found = len(truth)
    missed, false = (count - found for count in iou.shape)
    return float(iou[truth, prediction].sum()), found, missed, false


def _quality(sums: np.ndarray) -> np.ndarray:
    """Compute PQ, SQ and RQ from (..., 4) summed IoU, pairs, misses and false finds."""
    overlap, found, missed, false = np.moveaxis(sums, -1, 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        rq = found / (found + missed / 2 + false / 2)
        sq = np.where(found > 0, overlap / found, rq)  # 0, or NaN if nothing is there at all
    return np.stack([sq * rq, sq, rq], axis=-1)
