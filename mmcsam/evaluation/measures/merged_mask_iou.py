"""The paper's mIoU, on pixels of merged masks."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from mmcsam.structures.rle_overlap import union_areas
from mmcsam.structures.rle_runs import ObjectRuns, object_runs


class MergedMaskIoU(NamedTuple):
    """IoU of foreground and background of merged masks.

    Attributes:
        cell: IoU of the cells; 1 if neither ground truth nor prediction has any.
        background: IoU of the rest.
    """

    cell: float
    background: float

    @property
    def mean(self) -> float:
        """The paper's mIoU."""
        return (self.cell + self.background) / 2


def merged_mask_iou(images: Iterable[tuple[Sequence[dict], Sequence[dict], int]]) -> MergedMaskIoU:
    """Compute the IoU of all cells together and of the background, over a data set.

    Section III.A of the paper: "given the two classes (background and cell), IoU is calculated
    separately for each class" and averaged. The instances of an image are merged into one mask, so
    the figure does not see whether touching cells were told apart. Pixels are summed over all
    images before dividing.

    Args:
        images: For each image the true and the predicted instances as compressed RLE, and the
            number of pixels.

    Returns:
        The two IoUs in [0, 1].

    Example:
        >>> from mmcsam.structures import encode_crop
        >>> truth, guess = (encode_crop(np.ones((rows, 4)), 0, 0, (4, 4)) for rows in (2, 1))
        >>> iou = merged_mask_iou([([truth], [guess], 16)])
        >>> round(iou.cell, 3), round(iou.background, 3), round(iou.mean, 3)
        (0.5, 0.667, 0.583)
    """
    sums = np.zeros(3)
    for truth, prediction, pixels in images:
        sums += (*merged_overlap(object_runs(truth), object_runs(prediction)), pixels)
    return MergedMaskIoU(*map(float, iou_of_sums(sums)))


def merged_overlap(truth: ObjectRuns, prediction: ObjectRuns) -> tuple[int, int]:
    """Return the pixels that are cell in both merged masks of an image, and those in either.

    Args:
        truth: Runs of the true instances.
        prediction: Runs of the predicted instances.
    """
    true, predicted, either = union_areas(truth, prediction)
    return true + predicted - either, either


def iou_of_sums(sums: np.ndarray | Sequence[int]) -> np.ndarray:
    """Return the IoU of cell and background, (2, ...), from pixel counts.

    Args:
        sums: (..., 3), pixels that are cell in both masks, in either, and all pixels.
    """
    both, either, total = np.moveaxis(np.asarray(sums, np.float64), -1, 0)
    shared, joint = np.stack([both, total - either]), np.stack([either, total - both])
    return np.where(joint > 0, shared / np.where(joint > 0, joint, 1), 1.0)
