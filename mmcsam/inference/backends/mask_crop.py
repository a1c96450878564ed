"""The mask of one detection, pasted into its box."""

import numpy as np

from mmcsam.structures.rle import cut_to_box


def mask_crop(
    probabilities: np.ndarray, box: np.ndarray, size: tuple[int, int], threshold: float = 0.5
) -> tuple[np.ndarray, int, int]:
    """Paste a mask into its box, cut it at a threshold and to its pixels.

    As MMDetection's ``FCNMaskHead`` does by ``grid_sample``, of which this equals all but pixels
    that rounding decides: bilinear interpolation between the mask's pixels, and 0 outside it. Its
    weights are a product of those of rows and those of columns.

    Args:
        probabilities: (s, s) in [0, 1].
        box: x1 y1 x2 y2 in image pixels.
        size: Width and height of the image.
        threshold: A pixel of at least this probability belongs to the object.

    Returns:
        tuple: The crop, bool, and the column and row of its first pixel; of (0, 0) where the mask
        is empty.
    """
    left, top, right, bottom = box.astype(np.float64)
    if not (right > left and bottom > top):
        return np.zeros((0, 0), bool), 0, 0
    first_column, columns = _weights(left, right, size[0], probabilities.shape[1])
    first_row, rows = _weights(top, bottom, size[1], probabilities.shape[0])
    crop, x, y = cut_to_box(rows @ probabilities @ columns.T >= threshold)
    return crop, first_column + x, first_row + y


def _weights(low: float, high: float, length: int, count: int) -> tuple[int, np.ndarray]:
    """Return the first pixel of a line that a mask reaches, and its pixels' weights (n, count)."""
    first = max(int(np.floor(low)) - 1, 0)
    last = min(int(np.ceil(high)) + 1, length)
    pixels = np.arange(first, max(last, first)) + 0.5
    position = (pixels - low) / (high - low) * count - 0.5
    distance = np.abs(position[:, None] - np.arange(count))
    return first, np.maximum(1 - distance, 0).astype(np.float32)
