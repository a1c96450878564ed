"""Read an image small, without having all of it in memory."""

import math

import cv2
import numpy as np

from .source import ImageSource

_BLOCK = 256  # pixels of the small image that are made at once


def read_thumbnail(source: ImageSource, side: int) -> np.ndarray:
    """Read an image so that its longer side has at most ``side`` pixels.

    Args:
        source: The image. Smaller ones are returned as they are.
        side: In pixels.

    Returns:
        np.ndarray: (h, w) or (h, w, 3) of the image's type; each pixel is the mean of those it
        stands for.
    """
    factor = max(source.width, source.height) / side
    if factor <= 1:
        return source.read()
    width, height = (max(1, round(size / factor)) for size in (source.width, source.height))
    rows = []
    for top in range(0, height, _BLOCK):
        bottom = min(top + _BLOCK, height)
        blocks = []
        for left in range(0, width, _BLOCK):
            right = min(left + _BLOCK, width)
            x, x_end = _span(left, right, width, source.width)
            y, y_end = _span(top, bottom, height, source.height)
            pixels = source.read(x, y, x_end - x, y_end - y)
            small = cv2.resize(
                _resizable(pixels), (right - left, bottom - top), interpolation=cv2.INTER_AREA
            )
            blocks.append(small.astype(pixels.dtype, copy=False))
        rows.append(np.concatenate(blocks, axis=1))
    return np.concatenate(rows)


def _span(first: int, end: int, small: int, large: int) -> tuple[int, int]:
    """Return where the pixels from ``first`` to ``end`` of the small image lie in the large one."""
    return math.floor(first * large / small), math.ceil(end * large / small)


def _resizable(pixels: np.ndarray) -> np.ndarray:
    """Return pixels of a type that OpenCV resizes."""
    if pixels.dtype in (np.uint8, np.uint16, np.int16, np.float32, np.float64):
        return np.ascontiguousarray(pixels)
    return pixels.astype(np.float64)
