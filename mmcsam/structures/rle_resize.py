"""Resize run-length encoded masks by nearest neighbour."""

from functools import lru_cache

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
    (_, new_row), (columns, new_column) = map(_places, old, new)
    height = old[0]
    first, end, mask = runs
    column, behind = new_column[first // height], new_column[(end - 1) // height + 1]
    seen = np.flatnonzero(column < behind)
    first, end, mask, column, behind = (each[seen] for each in (first, end, mask, column, behind))
    pieces = behind - column
    if pieces.max(initial=1) > 1:  # a run goes on in the next column, or one column becomes several
        run = np.repeat(np.arange(first.size), pieces)
        column = np.arange(run.size) + np.repeat(column - (np.cumsum(pieces) - pieces), pieces)
        first, end, mask = first[run], end[run], mask[run]
    head = columns[column] * height
    top = new_row[np.maximum(first - head, 0)]
    bottom = new_row[np.minimum(end - head, height)]
    kept = np.flatnonzero(top < bottom)
    offset, mask = column[kept] * new[0], mask[kept]
    top, bottom = offset + top[kept], offset + bottom[kept]
    if new[1] > old[1]:  # the runs of one column go to several columns
        order = np.lexsort((top, mask))
        top, bottom = top[order], bottom[order]
    return ObjectRuns(top, bottom, mask)


@lru_cache(maxsize=8)  # images mostly have one size
def _places(old: int, new: int) -> tuple[np.ndarray, np.ndarray]:
    """Return where each pixel of the result comes from, and where each old one goes.

    The first is OpenCV's arithmetic, (new,). The second, (old + 1,), is the first pixel of the
    result that comes from an old one or from one behind it.
    """
    sources = np.floor(np.arange(new) * (1 / (new / old))).astype(np.int64)
    sources = np.minimum(sources, old - 1)
    return sources, np.searchsorted(sources, np.arange(old + 1))
