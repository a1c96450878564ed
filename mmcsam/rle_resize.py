"""Resize run-length encoded masks by nearest neighbour."""

from collections.abc import Sequence

import numpy as np
from pycocotools import mask as mask_api

from .rle_runs import run_lengths


def resize_rles(rles: Sequence[dict], size: tuple[int, int]) -> list[dict]:
    """Resize masks of one size by nearest neighbour, without decoding them.

    The result equals ``cv2.resize`` of the whole masks with ``INTER_NEAREST``: a pixel comes from
    the row and column ``floor(index * scale)``. Time and memory go with the objects' outlines.

    Args:
        rles: Compressed RLEs, all of one size.
        size: Height and width of the result in pixels.

    Returns:
        Compressed RLEs of the new size, with ``counts`` as str.

    Raises:
        ValueError: If counts are damaged, or the masks have different sizes.

    Example:
        A column of two pixels in 4x4, at half the size.

        >>> resize_rles([{"size": [4, 4], "counts": "427"}], (2, 2))[0]["counts"]
        '112'
    """
    if not rles:
        return []
    sizes = {tuple(rle["size"]) for rle in rles}
    if len(sizes) > 1:
        raise ValueError(f"expected masks of one size, got {sorted(sizes)}")
    ((height, width),) = sizes
    first, end, mask = _object_runs([rle["counts"] for rle in rles], height * width)
    segments = _sample(first, end, mask, (height, width), size)
    return _encode(*segments, len(rles), size)


def _object_runs(counts: list[str | bytes], pixels: int) -> tuple[np.ndarray, ...]:
    """Return first pixel, the one behind the last, and mask of each run of object pixels."""
    runs, number = run_lengths(counts)
    edges = np.cumsum(runs)
    if (edges[np.cumsum(number) - 1] != pixels * np.arange(1, len(counts) + 1)).any():
        raise ValueError(f"the RLE's counts are damaged: they do not make {pixels} pixels")
    mask = np.repeat(np.arange(len(counts)), number)
    start = np.repeat(np.cumsum(number) - number, number)
    on = np.flatnonzero(((np.arange(runs.size) - start) % 2 == 1) & (runs > 0))
    end = edges[on] - pixels * mask[on]
    return end - runs[on], end, mask[on]


def _sample(
    first: np.ndarray,
    end: np.ndarray,
    mask: np.ndarray,
    old: tuple[int, int],
    new: tuple[int, int],
) -> tuple[np.ndarray, np.ndarray]:
    """Cut runs at the columns that are kept and return them in the new masks, one behind another.

    Returns:
        First pixel and the one behind the last of each piece, ascending.
    """
    # new_row[r] is the first row of the new mask that comes from row r or from one behind it.
    rows, columns = (_sources(*sizes) for sizes in zip(old, new, strict=True))
    new_row, new_column = (
        np.searchsorted(sources, np.arange(length + 1))
        for sources, length in zip((rows, columns), old, strict=True)
    )
    height = old[0]
    left = new_column[first // height]
    pieces = new_column[(end - 1) // height + 1] - left
    run = np.repeat(np.arange(first.size), pieces)
    column = left[run] + np.arange(run.size) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    head = columns[column] * height
    top = new_row[np.maximum(first[run] - head, 0)]
    bottom = new_row[np.minimum(end[run] - head, height)]
    kept = top < bottom
    offset = (mask[run] * new[1] + column)[kept] * new[0]
    top, bottom = offset + top[kept], offset + bottom[kept]
    if new[1] > old[1]:  # runs of one column go to several columns
        top, bottom = np.sort(top), np.sort(bottom)
    return top, bottom


def _sources(old: int, new: int) -> np.ndarray:
    """Return the index that each of ``new`` pixels comes from, by OpenCV's arithmetic."""
    return np.minimum(np.floor(np.arange(new) * (1 / (new / old))).astype(np.int64), old - 1)


def _encode(first: np.ndarray, end: np.ndarray, masks: int, size: tuple[int, int]) -> list[dict]:
    height, width = size
    mask = first // (height * width)
    # The foot of a column and the head of the next are one run; so are runs whose gap is gone.
    apart = (end[:-1] != first[1:]) | (mask[:-1] != mask[1:])
    begins, ends = np.ones((2, first.size), bool)
    begins[1:], ends[:-1] = apart, apart
    first, end, mask = first[begins], end[ends], mask[begins]
    bounds = np.searchsorted(mask, np.arange(masks + 1))
    uncompressed = []
    for number, (begin, stop) in enumerate(zip(bounds[:-1], bounds[1:], strict=True)):
        edges = np.empty(2 * (stop - begin) + 2, np.int64)
        edges[0], edges[-1] = number * height * width, (number + 1) * height * width
        edges[1:-1:2], edges[2:-1:2] = first[begin:stop], end[begin:stop]
        counts = np.diff(edges).tolist()
        if counts[-1] == 0:
            counts.pop()
        uncompressed.append({"size": [height, width], "counts": counts})
    return [
        {"size": [height, width], "counts": rle["counts"].decode("ascii")}
        for rle in mask_api.frPyObjects(uncompressed, height, width)
    ]
