"""Exact outlines of masks, along the pixels' edges."""

from typing import NamedTuple

import cv2
import numpy as np


class Outline(NamedTuple):
    """One part of a mask: the pixels inside ``exterior`` and outside every hole.

    Attributes:
        exterior: (n, 2) int, x and y of the corners. Pixel (0, 0) reaches from (0, 0) to (1, 1).
            The first corner is not repeated. Numerically counter-clockwise, as GeoJSON wants it;
            on the screen, where y points down, clockwise.
        holes: Rings of the same form, in the other direction.
    """

    exterior: np.ndarray
    holes: tuple[np.ndarray, ...] = ()


def trace_outlines(crop: np.ndarray, left: int = 0, top: int = 0) -> list[Outline]:
    """Trace a mask along its pixels' edges.

    The areas add up to the number of pixels, which ``skimage.measure.find_contours`` (cuts corners)
    and ``cv2.findContours`` (follows the pixels' centres) miss. Pixels that meet at a corner only
    belong to separate parts, so that every part is a valid polygon: no ring touches itself. Rings
    may touch each other at corners, as valid polygons may.

    Args:
        crop: (h, w), any type; values above 0 are the object.
        left: Column of the crop's first column in the image.
        top: Row of the crop's first row in the image.

    Returns:
        list: One outline a 4-connected part, from the top down; none for an empty mask.

    Example:
        >>> [part] = trace_outlines(np.ones((2, 3)), left=10)
        >>> part.exterior.tolist()
        [[10, 0], [13, 0], [13, 2], [10, 2]]
    """
    inside = np.pad((crop > 0).view(np.uint8), 1)
    labels, parts = cv2.connectedComponents(inside, connectivity=4)
    exteriors: list[np.ndarray] = [np.empty((0, 2), int)] * labels
    holes: list[list[np.ndarray]] = [[] for _ in range(labels)]
    for ring, (row, column) in _rings(inside):
        if _doubled_area(ring) > 0:
            exteriors[parts[row, column]] = ring + (left, top)
        else:
            holes[parts[row, column]].append(ring + (left, top))
    return [Outline(exteriors[part], tuple(holes[part])) for part in range(1, labels)]


def _rings(inside: np.ndarray) -> list[tuple[np.ndarray, tuple[int, int]]]:
    """Return the rings of a padded mask, each with a pixel of the part that it bounds.

    Corners are where an edge turns. Along a row of the grid they alternate between the left and the
    right end of an edge, along a column between its upper and lower end; so sorting pairs them. A
    corner where two pixels meet diagonally counts twice, once for each of them.
    """
    quarters = (
        inside[:-1, :-1] + 2 * inside[:-1, 1:] + 4 * inside[1:, :-1] + 8 * inside[1:, 1:]
    )  # of the grid's points: the bits of the pixels above left, above right, below left and right
    # None, all, and two side by side make no corner; 6 and 9 are the two diagonal meetings.
    turns = np.array([bits not in (0, 3, 5, 10, 12, 15) for bits in range(16)])
    y, x = np.nonzero(turns[quarters])
    bits = quarters[y, x]
    twice = np.where((bits == 6) | (bits == 9), 2, 1)
    y, x, rising = np.repeat(y, twice), np.repeat(x, twice), np.repeat(bits == 6, twice)
    second = np.concatenate(([False], (np.diff(x) == 0) & (np.diff(y) == 0)))
    # The first copy ends the edge from the left, which for two pixels on a falling diagonal belongs
    # to the upper one and turns up, otherwise to the lower one and turns down.
    order = np.lexsort((second ^ rising, y, x))
    across = np.empty_like(order)
    across[order] = order.reshape(-1, 2)[:, ::-1].ravel()
    across = across.tolist()

    rings = []
    left_to_do = np.ones(x.size, bool)
    below = inside[y + 1, x + 1] > 0  # of a left end: is the pixel under the edge inside?
    for start in range(0, x.size, 2):
        if not left_to_do[start]:
            continue
        # With the object on the right: rightwards along an upper edge, leftwards along a lower one.
        corner = start if below[start] else start + 1
        path: list[int] = []
        while not path or corner != path[0]:
            path += (corner, corner ^ 1)
            corner = across[corner ^ 1]
        left_to_do[path] = False
        pixel = (int(y[start] + below[start]), int(x[start] + 1))
        points = np.column_stack((x[path], y[path]))
        rings += [(ring, pixel) for ring in _split(points)]
    return rings


def _split(points: np.ndarray) -> list[np.ndarray]:
    """Cut a ring that comes back to one of its corners into rings that do not.

    Such a ring runs around the object and, through the corner, around a hole of it.
    """
    if len(np.unique(points, axis=0)) == len(points):
        return [points]
    rings = []
    path: list[tuple[int, ...]] = []
    place: dict[tuple[int, ...], int] = {}
    for point in map(tuple, points.tolist()):
        if point in place:
            first = place[point]
            rings.append(np.array(path[first:]))
            for passed in path[first:]:
                del place[passed]
            del path[first:]
        place[point] = len(path)
        path.append(point)
    return [*rings, np.array(path)]


def _doubled_area(ring: np.ndarray) -> int:
    x, y = ring.T
    return int((x * np.roll(y, -1) - y * np.roll(x, -1)).sum())
