"""COCO's polygons, and those of other tools that mean the same."""

from collections.abc import Sequence

import numpy as np

from .json_values import is_number

_FARTHEST = 100  # image sides; COCO walks along every edge of a polygon
_LEAST = 6  # numbers: three points
_NO_NUMBERS = "a polygon is no list of numbers; expected [[x, y, x, y, ...], ...]"


def as_polygons(segmentation: list) -> tuple[list[np.ndarray], int]:
    """Return polygons as COCO nests them, without those of under three points.

    COCO's are ``[[x, y, x, y, ...], ...]``. One flat list, one list of points and lists of points
    can mean nothing else, and are read too.

    Args:
        segmentation: As in the file.

    Returns:
        tuple: The polygons, x and y of each point in turn, float64; and how many had under three
        points and were left out.

    Raises:
        ValueError: If it is none of these, a number is not finite, or one is left over.

    Example:
        >>> as_polygons([[1, 1], [4, 1], [4, 3]])
        ([array([1., 1., 4., 1., 4., 3.])], 0)
    """
    if segmentation and all(map(is_number, segmentation)):
        segmentation = [segmentation]
    elif len(segmentation) >= _LEAST / 2 and all(map(_is_point, segmentation)):
        segmentation = [segmentation]
    polygons = []
    for part in segmentation:
        if isinstance(part, list) and part and all(map(_is_point, part)):
            part = [coordinate for point in part for coordinate in point]
        if not isinstance(part, list) or not set(map(type, part)) <= {int, float}:
            raise ValueError(_NO_NUMBERS)
        try:
            polygon = np.array(part, np.float64)
        except OverflowError:  # JSON's whole numbers may have any length
            raise ValueError(_NO_NUMBERS) from None
        if not np.isfinite(polygon).all():
            raise ValueError(_NO_NUMBERS)
        if len(part) % 2:
            raise ValueError(f"a polygon has {len(part)} numbers; expected x and y of each point")
        polygons.append(polygon)
    usable = [polygon for polygon in polygons if len(polygon) >= _LEAST]
    return usable, len(polygons) - len(usable)


def polygon_fault(polygons: list, width: int, height: int) -> str | None:
    """Say why COCO cannot draw polygons in an image of that size, or return None.

    With a coordinate that is no finite number, or far away, it takes all memory there is.
    """
    for polygon in polygons:
        if not isinstance(polygon, list) or not all(map(is_number, polygon)):
            return _NO_NUMBERS
        if polygon and max(map(abs, polygon)) > _FARTHEST * max(width, height):
            return f"a polygon reaches to {max(polygon, key=abs):g}"
    return None


def far_reach(polygons: Sequence[np.ndarray], width: int, height: int) -> str | None:
    """Say where polygons of finite numbers reach too far for COCO, or return None."""
    for polygon in polygons:
        if np.abs(polygon).max(initial=0) > _FARTHEST * max(width, height):
            return f"a polygon reaches to {max(polygon.tolist(), key=abs):g}"
    return None


def swapped_axes(polygons: Sequence[np.ndarray], box: object, width: int, height: int) -> bool:
    """Return whether polygons fit their image or their box only with x and y swapped.

    Args:
        polygons: x and y of each point in turn.
        box: The annotation's ``bbox``: left, top, width and height; anything else is passed over.
        width: Of the image, in pixels.
        height: Likewise.
    """
    points = np.concatenate(polygons).reshape(-1, 2)
    low, high = points.min(axis=0), points.max(axis=0)
    size = np.array([width, height]) + 1
    if (high > size).any():
        return bool((high[::-1] <= size).all())
    if not isinstance(box, list) or len(box) != 4 or not all(map(is_number, box)):
        return False
    corners = np.array([box[:2], [box[0] + box[2], box[1] + box[3]]])
    own, turned = np.stack([low, high]), np.stack([low[::-1], high[::-1]])
    return bool(np.abs(turned - corners).max() <= 1 < np.abs(own - corners).max())


def _is_point(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(map(is_number, value))
