"""Read COCO's compressed run lengths."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np


class ObjectRuns(NamedTuple):
    """Runs of object pixels of many masks, mask after mask, each from its first pixel on.

    Attributes:
        first: (n,) int64, first pixel, counted down the columns from left to right.
        end: (n,) int64, the pixel behind the last; always after ``first``.
        mask: (n,) int64, which mask a run belongs to, ascending.
    """

    first: np.ndarray
    end: np.ndarray
    mask: np.ndarray


def object_runs(rles: Sequence[dict]) -> ObjectRuns:
    """Return where the objects of compressed RLEs of one size begin and end.

    Args:
        rles: ``size`` (height, width) and ``counts`` (str or bytes, compressed).

    Raises:
        ValueError: If counts are damaged, or the masks have different sizes.

    Example:
        >>> object_runs([{"size": [4, 4], "counts": "52203"}])
        ObjectRuns(first=array([5, 9]), end=array([ 7, 11]), mask=array([0, 0]))
    """
    sizes = {tuple(rle["size"]) for rle in rles}
    if len(sizes) > 1:
        raise ValueError(f"expected masks of one size, got {sorted(sizes)}")
    if not rles:
        return ObjectRuns(*np.zeros((3, 0), np.int64))
    ((height, width),) = sizes
    numbers, count = _numbers([rle["counts"] for rle in rles])
    # An RLE is pairs of a gap and an object's run, and behind them perhaps a gap more.
    objects, odd = count // 2, np.flatnonzero(count & 1)
    last_gap = np.zeros(len(rles), np.int64)
    if odd.size:
        at = np.cumsum(count)[odd] - 1
        last_gap[odd] = numbers[at]
        numbers = np.delete(numbers, at)
    # From the fourth number on, COCO writes the difference to the number before the last.
    mask = np.repeat(np.arange(len(rles)), objects)
    start = np.cumsum(objects) - objects
    some = np.flatnonzero(objects)
    head, foot = start[some], start[some] + objects[some] - 1
    gap, length = numbers[::2].copy(), numbers[1::2]
    first_gap, gap[head] = gap[head], 0
    gap, length = _sums_within(gap, start, mask), _sums_within(length, start, mask)
    last_gap[some] += np.where(count[some] > 3, gap[foot], 0) * (count[some] & 1)
    gap[head] = first_gap
    end = _sums_within(gap + length, start, mask)
    pixels = last_gap.copy()
    pixels[some] += end[foot]
    if min(each.min(initial=0) for each in (gap, length, last_gap)) < 0:
        raise ValueError("the RLE's counts are damaged: a run is negative")
    if (pixels != height * width).any():
        raise ValueError(
            f"the RLE's counts are damaged: they make {pixels[pixels != height * width][0]} "
            f"pixels, {width}x{height} are {height * width}"
        )
    if length.min(initial=1) == 0:
        on = np.flatnonzero(length)
        end, length, mask = end[on], length[on], mask[on]
    return ObjectRuns(end - length, end, mask)


def _sums_within(values: np.ndarray, start: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Return cumulative sums that begin anew at each mask's first value."""
    sums = np.concatenate([np.zeros(1, np.int64), np.cumsum(values)])
    return sums[1:] - sums[start][mask]


def _numbers(counts: Sequence[str | bytes]) -> tuple[np.ndarray, np.ndarray]:
    """Return the numbers that compressed RLEs write, one RLE behind another, and how many each has.

    COCO keeps five bits of a number a character, the lowest first.
    """
    parts = [part.encode("utf-8", "replace") if isinstance(part, str) else part for part in counts]
    codes = np.frombuffer(b"".join(parts), np.uint8) - np.uint8(48)  # below 48 becomes above 63
    ends = np.cumsum(list(map(len, parts)), dtype=np.int64)
    last = np.flatnonzero(codes & 32 == 0)
    count = np.diff(np.searchsorted(last, ends), prepend=0)
    if not all(parts) or codes.max(initial=0) > 63 or (codes[ends - 1] & 32).any():
        raise ValueError("the RLE's counts are damaged: they are not COCO's compressed form")
    length = np.diff(last, prepend=-1)
    longest = length.max(initial=0)
    if longest > 12:
        raise ValueError("the RLE's counts are damaged: a run has more than 60 bits")
    start = last - length + 1
    runs = (codes[start] & 31).astype(np.int64)
    for place in range(1, longest):  # few runs have a third character
        at = np.flatnonzero(length > place)
        runs[at] |= (codes[start[at] + place] & 31).astype(np.int64) << (5 * place)
    negative = np.flatnonzero(codes[last] & 16)
    runs[negative] -= 1 << (5 * length[negative])
    return runs, count
