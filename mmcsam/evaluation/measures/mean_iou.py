"""The paper's mIoU over a data set and as a mean over images."""

import numpy as np

from mmcsam.evaluation.pairs.image_pair import ImagePair
from mmcsam.structures.rle_runs import ObjectRuns

from .measure import AdditiveMeasure, Figure
from .merged_mask_iou import iou_of_sums, merged_overlap

_SOURCE = "section III.A of the paper (Jiwani et al. 2024)"


class MeanIoUMeasure(AdditiveMeasure):
    """IoU of cell and background on merged masks, and their mean.

    The paper does not say whether it divides once, by the pixels of the whole data set, or in each
    image; ``mIoU`` does the first and ``mIoU_image`` the second. Where neither mask has a cell, the
    cells' IoU is 1.
    """

    info = (
        Figure(
            "mIoU",
            "mIoU (the paper's)",
            "Mean of the IoU of cell and of background, on all cells merged, pixels of the whole "
            "data set. Does not see whether touching cells were told apart.",
            _SOURCE,
        ),
        Figure("cell_IoU", "IoU of cell pixels", "The mIoU's part for cells.", _SOURCE),
        Figure("background_IoU", "IoU of background", "The mIoU's part for the rest.", _SOURCE),
        Figure(
            "mIoU_image",
            "mIoU, image mean",
            "The same mIoU in each image; the mean over images.",
            _SOURCE,
        ),
    )

    def statistics(self, pair: ImagePair) -> tuple[float, ...]:
        """Return pixels in both, in either and of the image, the image's mIoU, and 1."""
        height, width = pair.size
        truths = np.searchsorted(pair.runs.mask, len(pair.truth))
        truth, prediction = (
            ObjectRuns(*(each[part] for each in pair.runs))
            for part in (slice(truths), slice(truths, None))
        )
        pixels = (*merged_overlap(truth, prediction), height * width)
        return (*pixels, iou_of_sums(pixels).mean(), 1)

    def from_sums(self, sums: np.ndarray) -> np.ndarray:
        """Compute the figures."""
        cell, background = iou_of_sums(sums[:, :3])
        mean = (cell + background) / 2
        return np.column_stack([mean, cell, background, sums[:, 3] / sums[:, 4]])
