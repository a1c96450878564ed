"""The score of the SegPC-2021 challenge."""

import numpy as np

from mmcsam.evaluation.pairs.image_pair import ImagePair
from mmcsam.structures.rle_overlap import intersections
from mmcsam.structures.rle_resize import resize_runs

from .measure import AdditiveMeasure, Figure

SIZE = (1080, 1440)  # rows and columns of the organisers' masks
_SOURCE = "https://doi.org/10.1016/j.media.2022.102677"


def best_ious(pair: ImagePair) -> np.ndarray:
    """Return the IoU of each true instance with the prediction that suits it best.

    The organisers' rule: all masks are resized to 1080x1440 (rows x columns) by nearest neighbour,
    and each true instance takes its best IoU over the image's predictions. Predictions are not
    used up and false finds cost nothing, so more predictions never lower the score.

    Args:
        pair: One image, in any size.

    Returns:
        (G,) in [0, 1].

    Example:
        >>> from mmcsam.structures import encode_crop
        >>> size = (1440, 1080)
        >>> left, right, both = (encode_crop(np.ones((9, n)), x, 0, size) for x, n in
        ...                      ((0, 6), (6, 4), (0, 10)))
        >>> best_ious(ImagePair("a.bmp", (1080, 1440), [left, right], [both]))
        array([0.6, 0.4])
    """
    best = np.zeros(len(pair.truth))
    # Masks without a common pixel have none after resizing either.
    true, predicted = np.nonzero(pair.iou)
    runs = resize_runs(pair.runs, pair.size, SIZE)
    area = np.bincount(runs.mask, runs.end - runs.first, len(pair.truth) + len(pair.prediction))
    predicted += len(pair.truth)  # among the masks of ``runs``
    shared = intersections(runs, np.column_stack([true, predicted]), SIZE[0] * SIZE[1])
    union = area[true] + area[predicted] - shared
    np.maximum.at(best, true, shared / np.maximum(union, 1))
    return best


class ChallengeScoreMeasure(AdditiveMeasure):
    """The SegPC-2021 score: the mean best IoU over all true cells of the data set."""

    info = (
        Figure(
            "SegPC",
            "SegPC-2021 challenge score",
            "Mean over all cells of the best IoU with any prediction, at 1440x1080. Blind to false "
            "finds and to cells that share a prediction: read it beside AP and PQ.",
            _SOURCE,
        ),
    )

    def statistics(self, pair: ImagePair) -> tuple[float, int]:
        """Return the sum of the best IoUs and the number of true instances."""
        return best_ious(pair).sum(), len(pair.truth)

    def from_sums(self, sums: np.ndarray) -> np.ndarray:
        """Compute the score; NaN without true instances."""
        return sums[:, :1] / sums[:, 1:]
