"""Masks of outlines that are given by their corners."""

from collections.abc import Sequence

import numpy as np

from .instance_mask import InstanceMask


def fill_rings(rings: Sequence[np.ndarray], image_size: tuple[int, int]) -> InstanceMask | None:
    """Return the pixels whose centres lie within closed outlines, by the even-odd rule.

    The inverse of :func:`trace_outlines`: outlines along pixels' edges give the very mask back.
    Only the outlines' box is drawn, never the whole image.

    Args:
        rings: Each (n, 2), x and y of its corners in pixels from the image's corner; finite.
        image_size: Width and height of the image.

    Returns:
        InstanceMask: What lies beyond the image is left out. None if no pixel is left.

    Example:
        >>> square = np.array([[0, 0], [3, 0], [3, 3], [0, 3]])
        >>> fill_rings([square, square[::-1] / 3 + 1], (4, 3)).crop.astype(int).tolist()
        [[1, 1, 1], [1, 0, 1], [1, 1, 1]]
    """
    from skimage.draw import polygon

    if not rings:
        return None
    corners = np.concatenate(rings, dtype=np.float64)
    low = np.floor(corners.min(axis=0)).clip(0, image_size).astype(int)
    high = np.ceil(corners.max(axis=0)).clip(0, image_size).astype(int)
    if (low >= high).any():
        return None
    width, height = high - low
    mask = np.zeros((height, width), bool)
    for ring in rings:
        # Scikit-image's pixels have their centres at whole numbers.
        x, y = (np.asarray(ring, np.float64) - low - 0.5).T
        inside = polygon(y, x, (height, width))
        mask[inside] ^= True
    return InstanceMask.cut(mask, int(low[0]), int(low[1]), image_size) if mask.any() else None
