"""Dice and distances between the outlines of matched cells."""

from typing import NamedTuple

import cv2
import numpy as np

from mmcsam.evaluation.pairs.image_pair import ImagePair
from mmcsam.structures.rle import decode_crop

from .measure import AdditiveMeasure, Figure

_SOURCE = "https://docs.monai.io/en/stable/metrics.html"
_CROSS = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]], np.uint8)


class SurfaceDistance(NamedTuple):
    """Distances between two outlines, in pixels.

    Attributes:
        hd95: 95 % Hausdorff distance.
        assd: Average symmetric surface distance.
    """

    hd95: float
    assd: float


def dice(iou: np.ndarray) -> np.ndarray:
    """Return the Dice coefficients of pairs, twice the shared pixels over both areas together.

    It follows from the IoU, as ``2 * IoU / (1 + IoU)``; MONAI's ``compute_dice`` counts pixels.

    Args:
        iou: Of any shape, in [0, 1].

    Example:
        Two masks of 4 pixels share 2.

        >>> dice(np.array([2 / 6])).round(6)
        array([0.5])
    """
    return 2 * iou / (1 + iou)


def surface_distance(truth: dict, prediction: dict) -> SurfaceDistance:
    """Compute how far two masks' outlines are from each other.

    An outline is what an erosion by a cross takes away. Each of its pixels has a distance to the
    nearest pixel of the other outline. ``hd95`` is the 95th percentile of these, of both directions
    the larger one; ``assd`` is the mean over the pixels of both outlines. These are MONAI's
    ``compute_hausdorff_distance(percentile=95)`` and
    ``compute_average_surface_distance(symmetric=True)``.

    Args:
        truth: Mask as compressed RLE.
        prediction: Mask of the same size.

    Returns:
        Both NaN if both masks are empty, infinite if one is.

    Example:
        >>> from mmcsam.structures import encode_crop
        >>> cell, shifted = (encode_crop(np.ones((3, 3)), left, 0, (9, 9)) for left in (0, 1))
        >>> surface_distance(cell, shifted)
        SurfaceDistance(hd95=1.0, assd=0.5)
    """
    from scipy.spatial import cKDTree

    outlines = [_outline(rle) for rle in (truth, prediction)]
    if not all(map(len, outlines)):
        undefined = np.nan if not any(map(len, outlines)) else np.inf
        return SurfaceDistance(undefined, undefined)
    true, predicted = outlines
    there = cKDTree(predicted).query(true)[0]
    back = cKDTree(true).query(predicted)[0]
    hd95 = max(np.percentile(there, 95), np.percentile(back, 95))
    return SurfaceDistance(float(hd95), float(np.concatenate([there, back]).mean()))


class SurfaceDistanceMeasure(AdditiveMeasure):
    """Mean Dice and surface distances of matched cells, pairs of all images together."""

    info = (
        Figure(
            "Dice",
            "Dice of found cells",
            "Mean Dice coefficient of cells and their finds; does not see misses and false finds.",
            _SOURCE,
        ),
        Figure(
            "HD95",
            "95 % Hausdorff distance of found cells",
            "How far outlines are off where they are worst, the farthest 5 % left out.",
            _SOURCE,
            "px",
            "lower",
        ),
        Figure(
            "ASSD",
            "average surface distance of found cells",
            "How far outlines are off on average.",
            _SOURCE,
            "px",
            "lower",
        ),
    )

    def statistics(self, pair: ImagePair) -> tuple[float, ...]:
        """Return the sums of Dice, HD95 and ASSD over the pairs, and how many there are."""
        iou = pair.iou[pair.matches]
        distances = [
            surface_distance(pair.truth[i], pair.prediction[j])
            for i, j in zip(*pair.matches, strict=True)
        ]
        hd95, assd = np.sum(distances, axis=0) if distances else (0, 0)
        return dice(iou).sum(), hd95, assd, len(iou)

    def from_sums(self, sums: np.ndarray) -> np.ndarray:
        """Compute the means; NaN where no cell was found."""
        return sums[:, :3] / sums[:, 3:]


def _outline(rle: dict) -> np.ndarray:
    """Return the outline's columns and rows in the image, (n, 2)."""
    crop, left, top = decode_crop(rle)
    if not crop.size:
        return np.zeros((0, 2))
    inner = cv2.erode(crop, _CROSS, borderType=cv2.BORDER_CONSTANT, borderValue=0)
    rows, columns = np.nonzero(crop != inner)
    return np.column_stack([columns + left, rows + top])
