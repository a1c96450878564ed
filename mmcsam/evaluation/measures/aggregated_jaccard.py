"""Aggregated Jaccard index."""

import numpy as np

from mmcsam.evaluation.pairs.image_pair import ImagePair

from .measure import AdditiveMeasure, Figure

_SOURCE = "https://github.com/vqdang/hover_net/blob/master/metrics/stats_utils.py"


def aggregated_jaccard_index(
    intersection: np.ndarray, truth_area: np.ndarray, prediction_area: np.ndarray
) -> float:
    """Compute the aggregated Jaccard index (AJI) of one class in one image.

    Each true instance takes the prediction of the highest IoU, which several may share.
    Intersections are summed up and divided by the sum of the unions, of the true instances that
    nothing overlaps and of the predictions that nobody took. This is HoVer-Net's ``get_fast_aji``,
    after Kumar et al. 2017; it punishes a shared prediction twice.

    Args:
        intersection: (G, P), pixels shared.
        truth_area: (G,), pixels.
        prediction_area: (P,), pixels.

    Returns:
        In [0, 1]; NaN where there is nothing to find and nothing was found.

    Example:
        Two cells of 10 pixels share a prediction of 16; a prediction of 4 is in vain.

        >>> shared = np.array([[8, 0], [6, 0]])
        >>> index = aggregated_jaccard_index(shared, np.array([10, 10]), np.array([16, 4]))
        >>> index == 14 / (18 + 20 + 4)
        True
    """
    union = truth_area[:, None] + prediction_area - intersection
    taken = np.zeros(len(prediction_area), bool)
    overlap = total = 0
    if intersection.size:
        best = (intersection / np.maximum(union, 1)).argmax(axis=1)
        rows = np.flatnonzero(intersection[np.arange(len(best)), best])
        taken[best[rows]] = True
        overlap = intersection[rows, best[rows]].sum()
        # A cell that was taken contributes its pair's union in place of its own area.
        total = (union[rows, best[rows]] - truth_area[rows]).sum()
    total += truth_area.sum() + prediction_area[~taken].sum()
    return float(overlap / total) if total else float("nan")


class AggregatedJaccardMeasure(AdditiveMeasure):
    """Mean of the images' AJI, as HoVer-Net reports it; images without any cell do not count."""

    info = (
        Figure(
            "AJI",
            "aggregated Jaccard index",
            "Shared pixels of cells and their best predictions over all pixels of either, in an "
            "image; the mean over images.",
            _SOURCE,
        ),
    )

    def statistics(self, pair: ImagePair) -> tuple[float, int]:
        """Return the image's index and whether it counts."""
        index = aggregated_jaccard_index(pair.intersection, pair.truth_area, pair.prediction_area)
        return (0, 0) if np.isnan(index) else (index, 1)

    def from_sums(self, sums: np.ndarray) -> np.ndarray:
        """Compute the mean."""
        return sums[:, :1] / sums[:, 1:]
