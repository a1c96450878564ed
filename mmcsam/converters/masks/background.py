"""Find which value of a mask is its background."""

from dataclasses import dataclass

import cv2
import numpy as np

_SIDES = 3  # of the image's four, that a background reaches; cells at the border reach two
_LARGE = 4  # times the median label, that a background covers
_SEVERAL = 8  # labels, of which one cell would touch a part only
_NEARLY_ALL = 0.8  # of them
_CONVEX = 0.9  # of a cell's convex hull that it fills; gaps between round cells fill less
_SMALLEST = 20  # pixels of a part whose shape can be told
_LOOKED_AT = 500  # parts of a mask whose shape is measured; noise has many more


@dataclass(frozen=True)
class Background:
    """What was found of one mask's background.

    Attributes:
        value: The background; None if every pixel belongs to a cell.
        usual: Whether it is what masks have by convention: 0, or what a palette shows black.
        clear: Whether the mask's own pixels say so. If not, ``value`` is the likelier one.
        seen: What was looked at, for people; empty if it is as usual.
        role: "largest" if it is the largest value, else "commonest" if it is the commonest; empty
            if neither.
    """

    value: int | None
    usual: bool = True
    clear: bool = True
    seen: str = ""
    role: str = ""


def find_background(values: np.ndarray, black: int = 0) -> Background:
    """Find a mask's background by the image's border, areas and shapes.

    By convention it is ``black``. Another value takes its place if it reaches at least three sides
    of the image, is much larger than the cells or touches nearly all of them, and what is ``black``
    is not there or looks like one cell. In a mask of two values, it has to take most of the border
    and the other one to lie inside in convex places.

    Args:
        values: (H, W) of any integer type.
        black: The usual background.
    """
    edges = (values[0], values[-1], values[:, 0], values[:, -1])
    border = np.concatenate(edges)
    listed, counts = np.unique(border, return_counts=True)
    shares = dict(zip(listed.tolist(), (counts / border.size).tolist(), strict=True))
    two = _two_values(values, black)
    if two is not None:
        return _of_two(values, *two, black, shares)

    def sides(value: int) -> int:
        return sum(bool((edge == value).any()) for edge in edges)

    wide = [value for value in shares if value != black and sides(value) >= _SIDES]
    foremost = shares.get(black, 0) == max(shares.values())
    if foremost and not wide:
        return Background(black)
    listed, counts = np.unique(values, return_counts=True)
    areas = dict(zip(listed.tolist(), counts.tolist(), strict=True))
    # A net between cells may take less of the border than a cell at it, but reaches all sides.
    rivals = wide or [value for value in shares if value != black]
    rival = max(rivals, key=lambda value: areas[value])
    cells = [area for value, area in areas.items() if value not in (black, rival)]
    typical = float(np.median(cells))

    def is_field(value: int) -> bool:
        if sides(value) < _SIDES:
            return False
        return areas[value] >= _LARGE * typical or _touches_all(values, value, len(cells))

    seen = f"{rival} takes {shares[rival]:.0%} of the border and {areas[rival]:,} pixels"
    if black not in areas:
        if is_field(rival):
            return _other(rival, f"{seen}, a label {typical:g} at the median", areas)
        clear = sides(rival) < _SIDES
        return Background(None if clear else black, clear=clear, seen=seen)
    if not is_field(rival) or (foremost and is_field(black)):
        return Background(black)
    place = f"{black} takes {shares.get(black, 0):.0%} and {areas[black]:,}"
    parts = cv2.connectedComponents((values == black).view(np.uint8), connectivity=8)[0] - 1
    if is_field(black) or parts > 1 or areas[black] > _LARGE * typical:
        return Background(black, clear=False, seen=f"{seen}, {place} in {parts} places")
    return _other(rival, f"{seen}, {place}", areas)


def _touches_all(values: np.ndarray, value: int, cells: int) -> bool:
    """Return whether a value touches nearly all of several labels, as what is between them does."""
    if cells < _SEVERAL:
        return False
    beside = cv2.dilate((values == value).view(np.uint8), np.ones((3, 3), np.uint8)) > 0
    touched = len(np.unique(values[beside])) - 1
    return touched >= _NEARLY_ALL * cells


def _other(value: int, seen: str, areas: dict[int, int]) -> Background:
    largest = value == max(areas)
    role = "largest" if largest else "commonest" if areas[value] == max(areas.values()) else ""
    return Background(value, usual=False, seen=seen, role=role)


def _two_values(values: np.ndarray, black: int) -> tuple[int, int] | None:
    """Return the mask's values, the usual background or the lower first; None for three or more."""
    first = values[0, 0]
    rest = values[values != first]
    if rest.size and (rest != rest[0]).any():
        return None
    pair = sorted({int(first), int(rest[0]) if rest.size else int(first)})
    return (pair[-1], pair[0]) if pair[-1] == black else (pair[0], pair[-1])


def _of_two(
    values: np.ndarray, low: int, high: int, black: int, shares: dict[int, float]
) -> Background:
    if low == high:
        clear = low == black
        return Background(black, clear=clear, seen="" if clear else f"it is {low} all over")
    inner_low, low_convex = _inner(values == low)
    inner_high, high_convex = _inner(values == high)
    edge = shares.get(high, 0)
    low_inside, high_inside = inner_low > 2 * inner_high, inner_high > 2 * inner_low
    inside = f"{inner_low} places of {low} and {inner_high} of {high} lie inside"
    if edge > 0.5 and low_inside and low_convex:
        areas = {value: int(np.count_nonzero(values == value)) for value in (low, high)}
        return _other(high, f"{high} takes {edge:.0%} of the border, and {inside}", areas)
    seen = f"{low} takes {1 - edge:.0%} of the border, and {inside}"
    if low != black:
        clear = edge <= 0.5 and high_inside and high_convex
        return Background(low, usual=False, clear=clear, seen=seen)
    if (edge <= 0.5 and not low_inside) or (edge > 0.5 and high_inside):
        return Background(low)
    return Background(low, clear=False, seen=seen)


def _inner(mask: np.ndarray) -> tuple[int, bool]:
    """Return how many parts do not touch the border, and whether most of these are convex."""
    binary = mask.view(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(binary, connectivity=8)
    left, top, width, height, _ = stats[1:].T
    beyond = (left + width == mask.shape[1]) | (top + height == mask.shape[0])
    inside = 1 + np.flatnonzero((left > 0) & (top > 0) & ~beyond)
    looked_at = inside[:_LOOKED_AT]
    convex = 0
    for number in looked_at:
        left, top, width, height, area = map(int, stats[number])
        part = (labels[top : top + height, left : left + width] == number).view(np.uint8)
        hull = cv2.convexHull(np.argwhere(part)[:, ::-1].astype(np.int32))
        filled = cv2.fillConvexPoly(np.zeros_like(part), hull, 1)
        convex += area >= max(_SMALLEST, _CONVEX * np.count_nonzero(filled))
    return len(inside), 2 * convex > len(looked_at)
