"""Masks taken away from others, and cut in parts."""

from collections.abc import Sequence

import cv2
import numpy as np

from mmcsam.structures.instance_mask import InstanceMask
from mmcsam.structures.mask_union import union

from .strokes import as_points

_SLIVER = 0.01  # of the cell: what a wavy stroke cuts off at the edge is no cell
_SHIFT = 4  # bits of fractions of a pixel that OpenCV draws with


def difference(mask: InstanceMask, taken: InstanceMask) -> InstanceMask | None:
    """Return the pixels of a mask that another one does not cover; None if there is none."""
    whole = union([mask, taken])
    canvas = np.zeros(whole.crop.shape, np.uint8)
    _place(canvas, whole.left, whole.top, mask)[mask.crop > 0] = 1
    _place(canvas, whole.left, whole.top, taken)[taken.crop > 0] = 0
    if not canvas.any():
        return None
    return InstanceMask.cut(canvas, whole.left, whole.top, mask.image_size)


def split(mask: InstanceMask, stroke: Sequence[float]) -> list[InstanceMask]:
    """Cut a mask along a stroke; together the parts have all its pixels.

    Pixels under the stroke, and slivers of less than a hundredth of the cell, go to the nearest
    part.

    Args:
        mask: The mask; of one in several parts each can be cut.
        stroke: x, y, x, y, ... in pixels of the image, from one side of the cell to the other.

    Returns:
        list: The parts, the largest first.

    Raises:
        ValueError: If the stroke does not cut it in two.
    """
    from scipy import ndimage

    points = as_points(stroke, least=2)
    inside = (mask.crop > 0).view(np.uint8)
    _, before = cv2.connectedComponents(inside, connectivity=8)
    height, width = inside.shape
    # Far outside the line may end anywhere; OpenCV counts in 32 bits.
    points = (points - (mask.left + 0.5, mask.top + 0.5)).clip(-(2**20), 2**20)
    line = np.rint(points * 2**_SHIFT).astype(np.int32)
    cut = cv2.polylines(inside.copy(), [line], False, 0, 1, cv2.LINE_8, _SHIFT)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(cut, connectivity=4)
    least = max(2, _SLIVER * np.count_nonzero(inside))
    large = [one for one in range(1, count) if stats[one, cv2.CC_STAT_AREA] >= least]
    # Only within what was one part before: a far part's pixels are not the nearest.
    parts_before = {int(before[labels == one][0]) for one in large}
    if len(large) <= len(parts_before):
        raise ValueError(
            "the stroke does not cut the cell in two, expected one from side to side; draw it again"
        )
    seeds = np.where(np.isin(labels, large), labels, 0)
    rows, columns = ndimage.distance_transform_edt(
        seeds == 0, return_distances=False, return_indices=True
    )
    owner = np.where(inside > 0, seeds[rows, columns], 0)
    parts = [InstanceMask.cut(owner == one, mask.left, mask.top, mask.image_size) for one in large]
    return sorted(parts, key=lambda part: -np.count_nonzero(part.crop))


def _place(canvas: np.ndarray, left: int, top: int, mask: InstanceMask) -> np.ndarray:
    """Return the part of a canvas, with its corner at a place of the image, where a mask lies."""
    height, width = mask.crop.shape
    y, x = mask.top - top, mask.left - left
    return canvas[y : y + height, x : x + width]
