"""What the true cells of a data set are like."""

from collections.abc import Iterable
from typing import NamedTuple

import cv2
import numpy as np
from pycocotools import mask as mask_api

from mmcsam.evaluation.pairs.image_pair import ImagePair
from mmcsam.structures.placed_crops import shared_pixels
from mmcsam.structures.rle import decode_crop

TOUCHING_PX = 2


class TrueCells(NamedTuple):
    """The true cells of a data set, image by image and class by class, crowd regions left out.

    Attributes:
        area: (G,) int64, pixels.
        touching: (G,) bool, whether a pixel of another cell of the class lies within
            ``TOUCHING_PX`` of a pixel of the cell, centre to centre.
        at_border: (G,) bool, whether the cell reaches the image's first or last row or column.
    """

    area: np.ndarray
    touching: np.ndarray
    at_border: np.ndarray


def describe_true_cells(images: Iterable[dict[str, ImagePair]]) -> TrueCells:
    """Describe the true cells of a data set.

    Args:
        images: For each image a pair for each class.
    """
    parts = [
        _describe(pair.truth, ~pair.crowd, pair.truth_area, pair.size)
        for pairs in images
        for pair in pairs.values()
    ]
    none = (np.zeros(0, np.int64), np.zeros(0, bool), np.zeros(0, bool))
    return TrueCells(*map(np.concatenate, zip(none, *parts, strict=True)))


def touching_masks(masks: list[dict], distance: int = TOUCHING_PX) -> np.ndarray:
    """Find the masks that have another one near.

    Args:
        masks: (G) compressed RLE of one size.
        distance: Between the centres of pixels, in pixels.

    Returns:
        (G,) bool.

    Example:
        >>> from mmcsam.structures import encode_crop
        >>> cell = np.ones((3, 3))
        >>> row = [encode_crop(cell, left, 0, (20, 3)) for left in (0, 4, 10)]
        >>> touching_masks(row).tolist()
        [True, True, False]
    """
    touching = np.zeros(len(masks), bool)
    if len(masks) < 2:
        return touching
    offsets = np.arange(-distance, distance + 1)
    disc = (offsets[:, None] ** 2 + offsets**2 <= distance**2).astype(np.uint8)
    crops = [decode_crop(rle) for rle in masks]
    for place, (crop, left, top) in enumerate(crops):
        if crop.size == 0:
            continue
        padded = cv2.copyMakeBorder(
            crop, distance, distance, distance, distance, cv2.BORDER_CONSTANT
        )
        grown = cv2.dilate(padded, disc), left - distance, top - distance
        for other in range(place + 1, len(crops)):
            if shared_pixels(grown, crops[other]):
                touching[[place, other]] = True
    return touching


def _describe(
    masks: list[dict], single: np.ndarray, area: np.ndarray, size: tuple[int, int]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    kept = [rle for rle, keep in zip(masks, single, strict=True) if keep]
    boxes = mask_api.toBbox(kept).reshape(-1, 4) if kept else np.zeros((0, 4))
    low, high = boxes[:, :2], boxes[:, :2] + boxes[:, 2:]
    at_border = ((low == 0) | (high == size[::-1])).any(axis=1) & (boxes[:, 2] > 0)
    return area[single], touching_masks(kept), at_border
