"""Cells that were missed, invented, merged or split."""

from typing import NamedTuple

import numpy as np

from mmcsam.evaluation.pairs.image_pair import ImagePair
from mmcsam.evaluation.pairs.matching import match_instances

from .measure import AdditiveMeasure, Figure

_SOURCE = "this project, docs/evaluation.md"


class CountErrors(NamedTuple):
    """Errors in telling cells apart, in one image.

    Attributes:
        missed: True cells without a partner.
        false: Predictions without a partner.
        merged: Predictions that cover at least half of each of two or more true cells.
        split: True cells without a partner in which two or more predictions lie at least half.
    """

    missed: int
    false: int
    merged: int
    split: int


def count_errors(
    iou: np.ndarray,
    intersection: np.ndarray,
    truth_area: np.ndarray,
    prediction_area: np.ndarray,
) -> CountErrors:
    """Count errors in telling cells apart, in one image.

    Partners are those of :func:`match_instances` at IoU 0.5. A partner always lies at least half
    inside its cell, so a split cell is one that none of the predictions inside it matches. A merged
    or split cell is counted as missed too where it has no partner.

    Args:
        iou: (G, P) of true and predicted instances.
        intersection: (G, P), pixels shared.
        truth_area: (G,), pixels.
        prediction_area: (P,), pixels.

    Example:
        One prediction over two cells, and a third cell in two halves of 40 and 45 pixels.

        >>> shared = np.array([[90, 0, 0], [90, 0, 0], [0, 40, 45]])
        >>> areas = np.array([100, 100, 100]), np.array([200, 45, 50])
        >>> iou = shared / (areas[0][:, None] + areas[1] - shared)
        >>> count_errors(iou, shared, *areas)
        CountErrors(missed=3, false=3, merged=1, split=1)
    """
    return _errors(match_instances(iou), intersection, truth_area, prediction_area)


class CountErrorsMeasure(AdditiveMeasure):
    """Numbers of cells and of errors over a data set."""

    info = tuple(
        Figure(key, title, meaning, _SOURCE, "cells", better)
        for key, title, meaning, better in (
            ("cells_true", "true cells", "Cells in the ground truth.", ""),
            ("cells_predicted", "predicted cells", "Predictions at or above the threshold.", ""),
            (
                "count_error",
                "counting error an image",
                "Mean over images of how far the number of predictions is off, up or down.",
                "lower",
            ),
            (
                "overcount",
                "cells counted too many",
                "Predictions beyond the number of true cells, added up over the images.",
                "lower",
            ),
            (
                "undercount",
                "cells counted too few",
                "How many predictions an image lacks of its number of true cells, added up.",
                "lower",
            ),
            (
                "missed",
                "missed cells",
                "Cells that no prediction matches at IoU 0.5.",
                "lower",
            ),
            ("false_finds", "false finds", "Predictions that match no cell at IoU 0.5.", "lower"),
            (
                "merged",
                "merging predictions",
                "Predictions that cover at least half of each of two or more cells.",
                "lower",
            ),
            (
                "split",
                "split cells",
                "Cells that no prediction matches, with two or more predictions that lie at least "
                "half inside.",
                "lower",
            ),
        )
    )

    def statistics(self, pair: ImagePair) -> tuple[int, ...]:
        """Return both numbers of cells, how far they are apart, the errors, and 1."""
        truths, predictions = pair.iou.shape
        errors = _errors(pair.matches, pair.intersection, pair.truth_area, pair.prediction_area)
        over, under = max(predictions - truths, 0), max(truths - predictions, 0)
        return (truths, predictions, over + under, over, under, *errors, 1)

    def from_sums(self, sums: np.ndarray) -> np.ndarray:
        """Return the sums, and the counting error as a mean over images."""
        figures = sums[:, :-1].copy()
        figures[:, 2] /= sums[:, -1]
        return figures


def _errors(
    matches: tuple[np.ndarray, np.ndarray],
    intersection: np.ndarray,
    truth_area: np.ndarray,
    prediction_area: np.ndarray,
) -> CountErrors:
    found, right = matches
    lost = np.ones(len(truth_area), bool)
    lost[found] = False
    touching = intersection > 0
    covered = touching & (2 * intersection >= truth_area[:, None])
    inside = touching & (2 * intersection >= prediction_area)
    return CountErrors(
        missed=len(truth_area) - len(found),
        false=len(prediction_area) - len(right),
        merged=int((covered.sum(axis=0) >= 2).sum()),
        split=int((lost & (inside.sum(axis=1) >= 2)).sum()),
    )
