"""Resize run-length encoded masks by nearest neighbour."""

import numpy as np

from .rle_runs import ObjectRuns


def resize_runs(runs: ObjectRuns, old: tuple[int, int], new: tuple[int, int]) -> ObjectRuns:
    """Resize masks by nearest neighbour, without decoding them.

    The result equals ``cv2.resize`` of the whole masks with ``INTER_NEAREST``: a pixel comes from
    the row and column ``floor(index * scale)``. Runs are cut at the columns that are kept. Time and
    memory go with the objects' outlines, not with the image.

    Args:
        runs: Of masks of one size.
        old: Their height and width in pixels.
        new: Height and width of the result.

    Returns:
        Runs of the resized masks, none longer than a column.

    Example:
        A column of two pixels in 4x4, the third one, at half the size.

        >>> column = ObjectRuns(*np.array([[8], [10], [0]]))
        >>> resize_runs(column, (4, 4), (2, 2))
        ObjectRuns(first=array([2]), end=array([3]), mask=array([0]))
    """
    first, end, mask = runs
    rows, columns = (_sources(*sizes) for sizes in zip(old, new, strict=True))
    # The first row of the result that comes from a row or from one behind it; so for columns.
    new_row, new_column = (
        np.searchsorted(sources, np.arange(length + 1))
        for sources, length in zip((rows, columns), old, strict=True)
    )
    height = old[0]
    left = new_column[first // height]
    pieces = new_column[(end - 1) // height + 1] - left
    run = np.repeat(np.arange(first.size), pieces)
    column = np.arange(run.size) + np.repeat(left - (np.cumsum(pieces) - pieces), pieces)
    head = columns[column] * height
    top = new_row[np.maximum(first[run] - head, 0)]
    bottom = new_row[np.minimum(end[run] - head, height)]
    kept = np.flatnonzero(top < bottom)
    offset, mask = column[kept] * new[0], mask[run[kept]]
    top, bottom = offset + top[kept], offset + bottom[kept]
    if new[1] > old[1]:  # the runs of one column go to several columns
        order = np.lexsort((top, mask))
        top, bottom = top[order], bottom[order]
    return ObjectRuns(top, bottom, mask)


def _sources(old: int, new: int) -> np.ndarray:
    """Return the index that each of ``new`` pixels comes from, by OpenCV's arithmetic."""
    return np.minimum(np.floor(np.arange(new) * (1 / (new / old))).astype(np.int64), old - 1)
