"""Read COCO's compressed run lengths."""

from collections.abc import Sequence

import numpy as np


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
    codes = np.frombuffer(b"".join(parts), np.uint8).astype(np.int64) - 48
    ends = np.cumsum(list(map(len, parts)), dtype=np.int64)
    last = np.flatnonzero(codes & 32 == 0)
    runs_before = np.searchsorted(last, ends)
    number = np.diff(runs_before, prepend=0)
    if (
        not all(parts)
        or codes.min(initial=0) < 0
        or codes.max(initial=0) > 63
        or (codes[ends - 1] & 32).any()
    ):
        raise ValueError("the RLE's counts are damaged: they are not COCO's compressed form")
    start = np.concatenate(([0], last + 1))[: last.size]
    length = last - start + 1
    if length.max(initial=0) > 12:
        raise ValueError("the RLE's counts are damaged: a run has more than 60 bits")
    shift = 5 * (np.arange(codes.size) - np.repeat(start, length))
    runs = np.add.reduceat((codes & 31) << shift, start) if start.size else start
    runs -= (codes[last] >> 4 & 1) << (5 * length)  # the sign
    runs = _add_up(runs, runs_before - number, number)
    if runs.min(initial=0) < 0:
        raise ValueError("the RLE's counts are damaged: a run is negative")
    return runs, number


def _add_up(runs: np.ndarray, first: np.ndarray, number: np.ndarray) -> np.ndarray:
    """Undo the differences: sums over every other run of an RLE, without the first run."""
    if number.size == 1:
        runs[1::2] = np.cumsum(runs[1::2])
        runs[2::2] = np.cumsum(runs[2::2])
        return runs
    start = np.repeat(first, number)
    place = np.arange(runs.size) - start
    summed = runs.copy()
    for chosen in (place % 2 == 1, (place % 2 == 0) & (place > 0)):
        sums = np.cumsum(np.where(chosen, runs, 0))
        summed[chosen] = (sums - sums[start])[chosen]  # an RLE's first run is not chosen
    return summed
