"""The paper's mIoU."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pycocotools import mask as mask_utils


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
        >>> import numpy as np
        >>> truth = np.zeros((4, 4), np.uint8, order="F")
        >>> truth[:2] = 1
        >>> guess = np.zeros((4, 4), np.uint8, order="F")
        >>> guess[:1] = 1
        >>> iou = merged_mask_iou([([mask_utils.encode(truth)], [mask_utils.encode(guess)], 16)])
        >>> round(iou.cell, 3), round(iou.background, 3), round(iou.mean, 3)
        (0.5, 0.667, 0.583)
    """
    both = either = total = 0
    for truth, prediction, pixels in images:
        both += _intersection(truth, prediction)
        either += _area([*truth, *prediction])
        total += pixels
    background_both = total - either
    background_either = total - both
    return MergedMaskIoU(
        cell=both / either if either else 1.0,
        background=background_both / background_either if background_either else 1.0,
    )


def _area(instances: Sequence[dict]) -> int:
    return int(mask_utils.area(mask_utils.merge(list(instances)))) if instances else 0


def _intersection(truth: Sequence[dict], prediction: Sequence[dict]) -> int:
    if not truth or not prediction:
        return 0
    merged = [mask_utils.merge(list(truth)), mask_utils.merge(list(prediction))]
    return int(mask_utils.area(mask_utils.merge(merged, intersect=True)))
