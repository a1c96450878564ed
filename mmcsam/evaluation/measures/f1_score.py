"""F1 score, precision and recall of matched instances."""

from typing import NamedTuple

import numpy as np

from mmcsam.evaluation.pairs.coco_matching import IOU_THRESHOLDS
from mmcsam.evaluation.pairs.image_pair import ImagePair
from mmcsam.evaluation.pairs.matching import match_instances

from .measure import AdditiveMeasure, Figure

_SOURCE = "https://github.com/stardist/stardist/blob/main/stardist/matching.py"
_PERCENT = [round(100 * threshold) for threshold in IOU_THRESHOLDS]
_Counts = np.ndarray | np.float64


class F1Score(NamedTuple):
    """F1 = 2 TP / (2 TP + FP + FN), with precision and recall, in [0, 1]; NaN where undefined.

    Attributes:
        f1: NaN where there is nothing to find and nothing was found.
        precision: Share of predictions that are right; NaN without predictions.
        recall: Share of true instances that were found; NaN without true instances.
    """

    f1: float
    precision: float
    recall: float


def f1_score(iou: np.ndarray, threshold: float = 0.5) -> F1Score:
    """Compute the F1 score of one class in one image.

    A true and a predicted instance agree if :func:`match_instances` makes them a pair. This is
    StarDist's definition; scores and IoU above the threshold have no influence.

    Args:
        iou: (G, P) of true and predicted instances.
        threshold: Lowest IoU of a pair, in (0, 1].

    Example:
        >>> f1_score(np.array([[0.8, 0.0], [0.0, 0.3], [0.0, 0.0]]))
        F1Score(f1=0.4, precision=0.5, recall=0.3333333333333333)
    """
    pairs = len(match_instances(iou, threshold)[0])
    return F1Score(*map(float, _quality(np.float64(pairs), *map(np.float64, iou.shape))))


class F1Measure(AdditiveMeasure):
    """F1 over a data set at IoU 0.5, 0.55 ... 0.95, its mean, precision and recall at 0.5.

    Pairs, misses and false finds of all images are summed up before dividing.
    """

    info = (
        Figure(
            "F1_50_95",
            "mean F1",
            "Mean of the F1 scores at IoU 0.5, 0.55 ... 0.95.",
            _SOURCE,
        ),
        Figure("precision_50", "precision at IoU 0.5", "Share of finds that are cells.", _SOURCE),
        Figure("recall_50", "recall at IoU 0.5", "Share of cells that were found.", _SOURCE),
        *(
            Figure(
                f"F1_{percent}",
                f"F1 at IoU {percent / 100:g}",
                f"Balance of precision and recall where a find needs an IoU of {percent / 100:g}.",
                _SOURCE,
            )
            for percent in _PERCENT
        ),
    )

    def statistics(self, pair: ImagePair) -> tuple[int, ...]:
        """Return the numbers of true instances, predictions, and pairs at each threshold."""
        near = pair.iou >= IOU_THRESHOLDS[0]  # few of all: the others cannot become pairs
        iou = pair.iou[np.ix_(near.any(axis=1), near.any(axis=0))]
        pairs = [len(match_instances(iou, threshold)[0]) for threshold in IOU_THRESHOLDS]
        return (*pair.iou.shape, *pairs)

    def from_sums(self, sums: np.ndarray) -> np.ndarray:
        """Compute the figures."""
        f1, precision, recall = _quality(sums[:, 2:], sums[:, 0:1], sums[:, 1:2])
        first = [f1.mean(axis=1), precision[:, 0], recall[:, 0]]
        return np.column_stack([*first, f1])


def _quality(pairs: _Counts, truths: _Counts, predictions: _Counts) -> tuple:
    with np.errstate(invalid="ignore", divide="ignore"):
        return 2 * pairs / (truths + predictions), pairs / predictions, pairs / truths
