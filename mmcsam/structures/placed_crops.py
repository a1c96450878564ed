"""Masks cut to boxes, in their places."""

import numpy as np

PlacedCrop = tuple[np.ndarray, int, int]


def shared_pixels(first: PlacedCrop, second: PlacedCrop) -> int:
    """Return how many pixels two masks share.

    Args:
        first: Crop (h, w) of bool, or of 0 and 1; column and row of its first pixel, which may lie
            outside the image. What :func:`decode_crop` returns.
        second: Likewise.

    Example:
        >>> square = np.ones((3, 3), bool)
        >>> shared_pixels((square, 0, 0), (square, 1, 2))
        2
    """
    (a, a_left, a_top), (b, b_left, b_top) = first, second
    left, top = max(a_left, b_left), max(a_top, b_top)
    right = min(a_left + a.shape[1], b_left + b.shape[1])
    bottom = min(a_top + a.shape[0], b_top + b.shape[0])
    if left >= right or top >= bottom:
        return 0
    inside_a = a[top - a_top : bottom - a_top, left - a_left : right - a_left]
    inside_b = b[top - b_top : bottom - b_top, left - b_left : right - b_left]
    return int(np.count_nonzero(inside_a & inside_b))
