"""Several masks as one."""

from collections.abc import Sequence

import numpy as np

from .instance_mask import InstanceMask


def union(masks: Sequence[InstanceMask]) -> InstanceMask:
    """Return the pixels that any of the masks covers.

    Args:
        masks: One or more, of one image.

    Example:
        >>> first = InstanceMask(np.ones((1, 2)), 0, 0, (4, 3))
        >>> union([first, InstanceMask(np.ones((1, 1)), 2, 1, (4, 3))]).crop.tolist()
        [[1, 1, 0], [0, 0, 1]]
    """
    left, top = (min(side) for side in zip(*(mask.bbox[:2] for mask in masks), strict=True))
    right = max(mask.left + mask.crop.shape[1] for mask in masks)
    bottom = max(mask.top + mask.crop.shape[0] for mask in masks)
    canvas = np.zeros((bottom - top, right - left), np.uint8)
    for mask in masks:
        height, width = mask.crop.shape
        y, x = mask.top - top, mask.left - left
        canvas[y : y + height, x : x + width][mask.crop > 0] = 1
    return InstanceMask(canvas, left, top, masks[0].image_size)
