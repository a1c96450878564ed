"""What a stroke or an outline covers."""

from collections.abc import Sequence

import cv2
import numpy as np

from mmcsam.coco.mask import polygon_rle
from mmcsam.structures.instance_mask import InstanceMask

_SPACING = 0.05  # of the radius; points of a stroke that lie closer change nothing
_FARTHEST = 50  # image sides; COCO walks along every edge of an outline
_LARGEST_RADIUS = 1000.0


def as_points(numbers: Sequence[float], least: int = 1) -> np.ndarray:
    """Return x, y, x, y, ... as points.

    Args:
        numbers: In pixels of the image, whose first pixel reaches from 0 to 1.
        least: How many points there have to be.

    Returns:
        np.ndarray: (n, 2) float64.

    Raises:
        ValueError: If there are fewer, a number is left over, or one is not finite.

    Example:
        >>> as_points([1, 2, 3, 4]).tolist()
        [[1.0, 2.0], [3.0, 4.0]]
    """
    if len(numbers) % 2 or len(numbers) < 2 * least:
        raise ValueError(
            f"{len(numbers)} numbers, expected x and y of {least} points or more; draw it again"
        )
    points = np.array(numbers, np.float64).reshape(-1, 2)
    if not np.isfinite(points).all():
        raise ValueError("a coordinate is no finite number, expected pixels; draw it again")
    return points


def fill_outline(outline: Sequence[float], image_size: tuple[int, int]) -> InstanceMask:
    """Return what a closed outline encloses, without holes; where it crosses itself, the largest.

    Args:
        outline: x, y, x, y, ... in pixels of the image.
        image_size: Width and height of the image.

    Raises:
        ValueError: If it encloses no pixel of the image.

    Example:
        >>> fill_outline([1, 1, 4, 1, 4, 3, 1, 3], (8, 8)).bbox
        (1, 1, 3, 2)
    """
    points = as_points(outline, least=3)
    width, height = image_size
    points = _within_reach(points, image_size)
    try:
        drawn = InstanceMask.from_rle(polygon_rle([points.ravel()], width, height))
    except ValueError as error:
        raise ValueError(
            "the outline encloses no pixel of the image, expected one around a cell; draw it again"
        ) from error
    return largest_part(without_holes(drawn))


def cover_stroke(
    stroke: Sequence[float], radius: float, image_size: tuple[int, int]
) -> InstanceMask | None:
    """Return the pixels that a round brush covers on its way; None if all lie beyond the image.

    Args:
        stroke: x, y, x, y, ... of the brush's middle, in pixels of the image.
        radius: Of the brush, in pixels of the image.
        image_size: Width and height of the image.

    Raises:
        ValueError: If the radius is not above 0 or above 1,000, or the stroke is no list of points.
    """
    points = as_points(stroke)
    if not 0 < radius <= _LARGEST_RADIUS:
        raise ValueError(
            f"the radius is {radius:g} pixels, expected one above 0, at most {_LARGEST_RADIUS:g}"
        )
    width, height = image_size
    points = _within_reach(points, image_size)
    left, top = np.floor(points.min(axis=0) - radius).astype(int)
    right, bottom = np.ceil(points.max(axis=0) + radius).astype(int)
    left, top, right, bottom = max(left, 0), max(top, 0), min(right, width), min(bottom, height)
    if left >= right or top >= bottom:
        return None
    canvas = np.zeros((bottom - top, right - left), bool)
    points = _thinned(points - (left, top), max(0.25, _SPACING * radius))
    for start, end in zip(points[:-1], points[1:], strict=True):
        _cover_segment(canvas, start, end, radius)
    return InstanceMask.cut(canvas, int(left), int(top), image_size) if canvas.any() else None


def _within_reach(points: np.ndarray, image_size: tuple[int, int]) -> np.ndarray:
    """Bring points that lie senselessly far away nearer; a line to one has another slope then."""
    far = _FARTHEST * max(image_size)
    return points.clip(-far, far)


def _thinned(points: np.ndarray, spacing: float) -> np.ndarray:
    """Leave out points that lie close to the one before; a single point becomes two."""
    kept = [points[0]]
    for point in points[1:]:
        if np.abs(point - kept[-1]).max() >= spacing:
            kept.append(point)
    return np.array([*kept, points[-1]])


def _cover_segment(canvas: np.ndarray, start: np.ndarray, end: np.ndarray, radius: float) -> None:
    """Set the pixels whose middle is no farther than the radius from a line."""
    low = np.maximum(np.floor(np.minimum(start, end) - radius).astype(int), 0)
    high = np.ceil(np.maximum(start, end) + radius).astype(int)
    window = canvas[low[1] : max(high[1], 0), low[0] : max(high[0], 0)]
    rows, columns = window.shape
    x = np.arange(columns) + low[0] + 0.5 - start[0]
    y = (np.arange(rows) + low[1] + 0.5 - start[1])[:, None]
    along = end - start
    length = float(along @ along)
    place = np.clip((x * along[0] + y * along[1]) / length, 0, 1) if length else 0.0
    window |= (x - place * along[0]) ** 2 + (y - place * along[1]) ** 2 <= radius**2


def without_holes(mask: InstanceMask) -> InstanceMask:
    """Return a mask with its holes filled."""
    outer, _ = cv2.findContours(
        (mask.crop > 0).view(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE
    )
    filled = cv2.drawContours(np.zeros(mask.crop.shape, np.uint8), outer, -1, 1, cv2.FILLED)
    return InstanceMask(filled, mask.left, mask.top, mask.image_size)


def largest_part(mask: InstanceMask) -> InstanceMask:
    """Return the largest of a mask's 8-connected parts."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats((mask.crop > 0).view(np.uint8))
    if count == 2:
        return mask
    largest = 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())
    return InstanceMask.cut(labels == largest, mask.left, mask.top, mask.image_size)
