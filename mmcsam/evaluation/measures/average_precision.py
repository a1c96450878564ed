"""COCO's average precision and recall of masks."""

from typing import NamedTuple

import numpy as np

from mmcsam.evaluation.pairs.coco_matching import IOU_THRESHOLDS, match_by_score
from mmcsam.evaluation.pairs.image_pair import ImagePair

from .measure import Figure, Measure

RECALLS = np.linspace(0, 1, 101)
_SOURCE = "https://cocodataset.org/#detection-eval"
_BLOCK = 2**22  # numbers that are in memory at a time


class AveragePrecision(NamedTuple):
    """Average precision and recall at each IoU threshold, in [0, 1]; NaN without true instances.

    Attributes:
        precision: (B, T), the mean over 101 recalls of the best precision at that recall or more.
        recall: (B, T), the share of true instances that were found.
    """

    precision: np.ndarray
    recall: np.ndarray


def average_precision(
    found: np.ndarray, ignored: np.ndarray, truths: np.ndarray, weights: np.ndarray | None = None
) -> AveragePrecision:
    """Compute COCO's average precision from predictions in their order over a data set.

    Args:
        found: (T, P) bool, whether each prediction found a true instance at each threshold; the
            predictions of all images together by descending score.
        ignored: (T, P) bool, which predictions count as neither right nor wrong.
        truths: (B,), how many true instances there are.
        weights: (B, P), how often each prediction counts in each of B weightings; None for once.

    Example:
        Right, wrong, right, of two true instances: precision 1 up to recall 0.5, 2/3 above.

        >>> found = np.array([[True, False, True]])
        >>> precision, recall = average_precision(found, ~found & False, np.array([2]))
        >>> round(precision.item(), 3), recall.item()
        (0.835, 1.0)
    """
    weights = np.ones((len(truths), found.shape[1])) if weights is None else weights
    precision, recall = np.zeros((2, len(truths), len(found)))
    tried = np.cumsum(weights, axis=1)
    for level, (right, neither) in enumerate(zip(found, ignored, strict=True)):
        # Between two hits precision only falls, so the hits alone decide.
        hits = np.flatnonzero(right)
        if hits.size == 0:
            continue
        hit = np.cumsum(weights[:, hits], axis=1)
        counted = np.cumsum(weights * ~neither, axis=1) if neither.any() else tried
        curve = hit / (counted[:, hits] + np.spacing(1))
        curve = np.maximum.accumulate(curve[:, ::-1], axis=1)[:, ::-1]
        with np.errstate(invalid="ignore", divide="ignore"):
            reached = hit / truths[:, None]
        recall[:, level] = reached[:, -1]
        for row, (best, share) in enumerate(zip(curve, reached, strict=True)):
            place = np.searchsorted(share, RECALLS)
            precision[row, level] = best[place[place < hits.size]].sum() / RECALLS.size
    undefined = np.asarray(truths)[:, None] == 0
    return AveragePrecision(*(np.where(undefined, np.nan, each) for each in (precision, recall)))


class AveragePrecisionMeasure(Measure):
    """COCO mask AP, AP50, AP75 and AR, as pycocotools computes them over all cell sizes.

    Predictions of equal score keep the order in which their images were added. COCO's figures for
    small, medium and large objects are left out: SegPC's cells are all large.

    Args:
        max_dets: Predictions that count in an image, those of the highest scores.

    Raises:
        ValueError: If ``max_dets`` is below 1.
    """

    every_score = True
    info: tuple[Figure, ...] = (
        Figure(
            "AP",
            "mask AP",
            "COCO's average precision, over IoU 0.5, 0.55 ... 0.95. Sees scores, misses, false "
            "finds and, at the higher thresholds, outlines.",
            _SOURCE,
        ),
        Figure("AP50", "mask AP at IoU 0.5", "Whether cells are found.", _SOURCE),
        Figure("AP75", "mask AP at IoU 0.75", "Whether cells are found and outlined.", _SOURCE),
        Figure(
            "AR",
            "mask AR",
            "Share of cells found, mean over IoU 0.5 ... 0.95; false finds do not lower it.",
            _SOURCE,
        ),
    )

    def __init__(self, max_dets: int = 100) -> None:
        if max_dets < 1:
            raise ValueError(f"max_dets must be at least 1, got {max_dets}")
        self.max_dets = max_dets
        self._truths: list[int] = []
        self._scores: list[np.ndarray] = []
        self._found: list[np.ndarray] = []
        self._ignored: list[np.ndarray] = []
        self._sorted: tuple[np.ndarray, ...] | None = None

    def add(self, pair: ImagePair) -> None:
        """Take in one image."""
        assignment = match_by_score(self.overlap(pair)[:, : self.max_dets], pair.crowd)
        self._truths.append(int(np.count_nonzero(~pair.crowd)))
        self._scores.append(pair.scores[: self.max_dets])
        self._found.append(assignment.found)
        self._ignored.append(assignment.ignored)
        self._sorted = None

    def overlap(self, pair: ImagePair) -> np.ndarray:
        """Return what the thresholds are compared with, (G, P)."""
        return pair.iou

    def figures(self, weights: np.ndarray) -> np.ndarray:
        """Compute AP, AP50, AP75 and AR for weightings (B, N) of the images.

        A weighting by whole numbers gives what repeating the images would, but for the order of
        repeated predictions of one score.
        """
        image, found, ignored = self._by_score()
        used = np.any(weights > 0, axis=0)[image]
        if not used.all():
            image, found, ignored = image[used], found[:, used], ignored[:, used]
        step = max(1, _BLOCK // max(1, image.size))
        rows = []
        for start in range(0, len(weights), step):
            part = weights[start : start + step]
            precision, recall = average_precision(
                found, ignored, part @ np.asarray(self._truths, np.float64), part[:, image]
            )
            at50, at75 = (precision[:, np.isclose(IOU_THRESHOLDS, t)] for t in (0.5, 0.75))
            means = (each.mean(axis=1, keepdims=True) for each in (precision, recall))
            overall, recalled = means
            rows.append(np.hstack([overall, at50, at75, recalled]))
        return np.concatenate(rows)

    def _by_score(self) -> tuple[np.ndarray, ...]:
        """Return each prediction's image (P,), and ``found`` and ``ignored`` (T, P)."""
        if self._sorted is None:
            image = np.repeat(np.arange(len(self._scores)), list(map(len, self._scores)))
            order = np.argsort(-np.concatenate(self._scores), kind="stable")
            found, ignored = (np.hstack(each)[:, order] for each in (self._found, self._ignored))
            self._sorted = (image[order], found, ignored)
        return self._sorted
