"""IoU of outlines."""

import cv2
import numpy as np

from mmcsam.evaluation.pairs.image_pair import ImagePair
from mmcsam.structures.placed_crops import shared_pixels
from mmcsam.structures.rle import decode_crop

from .measure import AdditiveMeasure, Figure

BOUNDARY_PX = 5
SOURCE = "https://arxiv.org/abs/2103.16562"


def boundary_band(crop: np.ndarray, width: int = BOUNDARY_PX) -> np.ndarray:
    """Return the pixels of a mask that lie within some pixels of its outline.

    The mask less its erosion by a square, as in the `authors' code
    <https://github.com/bowenc0221/boundary-iou-api>`_. Nothing is cell outside the crop, so an
    image's border is an outline too.

    Their width is 2 % of the image's diagonal, which is 64 pixels at 2560x1920: for cells of 150
    to 450 pixels that is no outline any more. The default here is 5 pixels.

    Args:
        crop: (h, w) uint8 of 0 and 1, the object's bounding box or more.
        width: Of the band, in pixels, at least 1.

    Returns:
        (h, w) uint8 of 0 and 1.

    Raises:
        ValueError: If the width is below 1.

    Example:
        >>> boundary_band(np.ones((4, 5), np.uint8), 1)[1].tolist()
        [1, 0, 0, 0, 1]
    """
    if width < 1:
        raise ValueError(f"the boundary's width must be at least 1 pixel, got {width}")
    side = 2 * width + 1
    inner = cv2.erode(
        crop, np.ones((side, side), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=0
    )
    return crop - inner


def boundary_iou(
    truth: list[dict],
    prediction: list[dict],
    pairs: np.ndarray,
    width: int = BOUNDARY_PX,
    crowd: np.ndarray | None = None,
) -> np.ndarray:
    """Compute the IoU of the outlines' bands for chosen pairs of masks.

    Boundary IoU of Cheng et al. 2021, from crops of the masks.

    Args:
        truth: G masks as compressed RLE.
        prediction: P masks of the same size.
        pairs: (M, 2) indices of a true and a predicted mask.
        width: Of the bands, in pixels.
        crowd: (G,) bool, which true masks are crowd regions; their IoU is the share of the
            predicted band that lies in theirs.

    Returns:
        (M,) in [0, 1]; 0 where a mask is empty.

    Raises:
        ValueError: If the width is below 1.

    Example:
        >>> from mmcsam.structures import encode_crop
        >>> cell, part = (encode_crop(np.ones((5, n)), 0, 0, (9, 9)) for n in (5, 4))
        >>> boundary_iou([cell], [part], np.array([[0, 0]]), 1).round(3)  # 11 of 16 + 14 - 11
        array([0.579])
    """
    true = {i: _Band(truth[i], width) for i in set(pairs[:, 0].tolist())}
    predicted = {i: _Band(prediction[i], width) for i in set(pairs[:, 1].tolist())}
    iou = np.zeros(len(pairs))
    for place, (i, j) in enumerate(pairs.tolist()):
        shared = true[i].shared(predicted[j])
        union = predicted[j].area
        if crowd is None or not crowd[i]:
            union += true[i].area - shared
        iou[place] = shared / union if union else 0
    return iou


class BoundaryIoUMeasure(AdditiveMeasure):
    """Mean boundary IoU of matched cells, pairs of all images together.

    Args:
        width: Of the boundary, in pixels.
    """

    info = (
        Figure(
            "boundary_IoU",
            "boundary IoU of found cells",
            "Mean IoU of the outlines' bands of cells and their finds. Says how exact outlines "
            "are; does not see misses and false finds.",
            SOURCE,
        ),
    )

    def __init__(self, width: int = BOUNDARY_PX) -> None:
        super().__init__()
        self.width = width

    def statistics(self, pair: ImagePair) -> tuple[float, int]:
        """Return the sum of the pairs' boundary IoU and how many pairs there are."""
        pairs = np.stack(pair.matches, axis=1)
        return boundary_iou(pair.truth, pair.prediction, pairs, self.width).sum(), len(pairs)

    def from_sums(self, sums: np.ndarray) -> np.ndarray:
        """Compute the mean; NaN where no cell was found."""
        return sums[:, :1] / sums[:, 1:]


class _Band:
    """A mask's band, in its place in the image."""

    def __init__(self, rle: dict, width: int) -> None:
        crop, left, top = decode_crop(rle)
        band = boundary_band(crop, width) if crop.size else crop
        self.placed = band, left, top
        self.area = int(np.count_nonzero(band))

    def shared(self, other: "_Band") -> int:
        """Return how many pixels both bands have."""
        return shared_pixels(self.placed, other.placed)
