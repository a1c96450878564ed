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
    runs, number = run_lengths([rle["counts"] for rle in rles])
    behind = np.cumsum(number)
    total = np.add.reduceat(runs, behind - number)
    if (total != height * width).any():
        raise ValueError(f"the RLE's counts are damaged: they do not make {width}x{height} pixels")
    objects = number // 2
    mask = np.repeat(np.arange(len(rles)), objects)
    # Of all runs the background's, each followed by an object's; a last background is left out.
    if (number & 1).any():
        runs = np.delete(runs, behind[number & 1 == 1] - 1)
    gap, length = runs[::2], runs[1::2]
    end = np.cumsum(gap + length)
    before = np.concatenate([[0], end])[np.cumsum(objects) - objects]
    end -= before[mask]
    if length.min(initial=1) == 0:
        on = np.flatnonzero(length)
        end, length, mask = end[on], length[on], mask[on]
    return ObjectRuns(end - length, end, mask)


def run_lengths(counts: Sequence[str | bytes]) -> tuple[np.ndarray, np.ndarray]:
    """Return the run lengths, background first, of compressed RLEs, many at a time.

    COCO keeps five bits of a number a character, the lowest first; from the fourth run on, the
    number is the difference to the run before the last.

    Args:
        counts: The ``counts`` of each RLE.

    Returns:
        tuple: Run lengths of all RLEs, one behind another, int64, and how many each one has.

    Raises:
        ValueError: If counts are damaged.

    Example:
        >>> run_lengths(["52203", "427"])
        (array([5, 2, 2, 2, 5, 4, 2, 7]), array([5, 3]))
    """
    parts = [part.encode("utf-8", "replace") if isinstance(part, str) else part for part in counts]
    codes = np.frombuffer(b"".join(parts), np.uint8) - np.uint8(48)  # below 48 becomes above 63
    ends = np.cumsum(list(map(len, parts)), dtype=np.int64)
    last = np.flatnonzero(codes & 32 == 0)
    runs_before = np.searchsorted(last, ends)
    number = np.diff(runs_before, prepend=0)
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
    runs = _add_up(runs, runs_before - number, number)
    if runs.min(initial=0) < 0:
        raise ValueError("the RLE's counts are damaged: a run is negative")
    return runs, number


def _add_up(runs: np.ndarray, first: np.ndarray, number: np.ndarray) -> np.ndarray:
    """Undo the differences: sums over every other run of an RLE, without the first run."""
    sums = np.empty(runs.size + 1, np.int64)  # one place in front, for the sum before the first
    sums[0] = 0
    sums[1::2], sums[2::2] = np.cumsum(runs[::2]), np.cumsum(runs[1::2])
    # The last sums in front of an RLE's second and third run.
    before = np.repeat(np.stack([sums[first + 1], sums[first]]), number, axis=1)
    odd = (np.arange(runs.size) - np.repeat(first, number)) & 1
    starts = runs[first]
    runs = sums[1:] - np.where(odd, before[1], before[0])
    runs[first] = starts
    return runs
