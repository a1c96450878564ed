"""An image at all scales, in tiles."""

import math

import cv2
import numpy as np

from .open_images import OpenImage

TILE = 512  # pixels a side
_WINDOW_LEVEL = 2  # up to here a tile is read as a whole: 2048 pixels a side
_ROWS = 2  # of each group of rows that a pixel stands for, at higher levels


def level_count(width: int, height: int) -> int:
    """Return how many levels there are: the last one is a single tile.

    Example:
        >>> level_count(512, 300), level_count(513, 300), level_count(8000, 6000)
        (1, 2, 5)
    """
    return 1 + max(0, math.ceil(math.log2(max(width, height) / TILE)))


def grid(width: int, height: int, level: int) -> tuple[int, int]:
    """Return how many columns and rows of tiles a level has."""
    side = TILE << level
    return math.ceil(width / side), math.ceil(height / side)


def read_by_rows(image: OpenImage, level: int, column: int, row: int) -> np.ndarray:
    """Read a tile; of a high level from some of the rows, which takes a fraction of the time.

    For images whose rows lie in the file or in memory as they are.

    Args:
        image: The image.
        level: 0 for full resolution; every further one has half of it.
        column: Of the tile, from 0.
        row: Of the tile, from 0.

    Returns:
        np.ndarray: (h, w) or (h, w, 3) uint8, at most 512 pixels a side.
    """
    left, top, width, height = _window(image, level, column, row)
    factor = 1 << level
    if level <= _WINDOW_LEVEL:
        return _smaller(image.read(left, top, width, height), factor)
    columns = math.ceil(width / factor)
    lines = []
    for first in range(top, top + height, factor):
        strip = image.read(left, first, width, min(_ROWS, top + height - first))
        lines.append(cv2.resize(strip, (columns, 1), interpolation=cv2.INTER_AREA))
    return np.concatenate(lines)


def read_whole(image: OpenImage, level: int, column: int, row: int) -> np.ndarray:
    """Read a tile of a level of up to 2 from all pixels; see :func:`read_by_rows`."""
    return _smaller(image.read(*_window(image, level, column, row)), 1 << level)


def join_tiles(tiles: list[list[np.ndarray]]) -> np.ndarray:
    """Make a tile of the up to two by two ones of the level below it."""
    return _smaller(np.concatenate([np.concatenate(row, axis=1) for row in tiles]), 2)


def _window(image: OpenImage, level: int, column: int, row: int) -> tuple[int, int, int, int]:
    side = TILE << level
    left, top = column * side, row * side
    width = min(side, image.source.width - left)
    return left, top, width, min(side, image.source.height - top)


def _smaller(pixels: np.ndarray, factor: int) -> np.ndarray:
    if factor == 1:
        return pixels
    height, width = pixels.shape[:2]
    size = (math.ceil(width / factor), math.ceil(height / factor))
    return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
