"""Masks of outlines that are given by their corners."""

from collections.abc import Iterable

import numpy as np


def fill_rings(rings: Iterable[np.ndarray], image_size: tuple[int, int]) -> np.ndarray:
    """Return the pixels whose centres lie within closed outlines, by the even-odd rule.

    The inverse of :func:`trace_outlines`: outlines along pixels' edges give the very mask back.

    Args:
        rings: Each (n, 2), x and y of its corners in pixels from the image's corner; finite.
        image_size: Width and height of the image.

    Returns:
        np.ndarray: (H, W) bool. What lies beyond the image is left out.

    Example:
        >>> square = np.array([[0, 0], [3, 0], [3, 3], [0, 3]])
        >>> fill_rings([square, square[::-1] / 3 + 1], (4, 3)).astype(int).tolist()
        [[1, 1, 1, 0], [1, 0, 1, 0], [1, 1, 1, 0]]
    """
    from skimage.draw import polygon

    width, height = image_size
    mask = np.zeros((height, width), bool)
    for ring in rings:
        # Scikit-image's pixels have their centres at whole numbers.
        x, y = np.asarray(ring, np.float64).T - 0.5
        inside = polygon(y, x, (height, width))
        mask[inside] ^= True
    return mask
