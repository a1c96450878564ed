"""Find objects that were labelled twice."""

from collections.abc import Sequence

import numpy as np
from pycocotools import mask as mask_api

# Two instances of one image with a higher IoU are most likely one object, labelled twice.
NEAR_DUPLICATE_IOU = 0.9


def near_duplicates(
    rles: Sequence[dict], threshold: float = NEAR_DUPLICATE_IOU
) -> list[tuple[int, int, float]]:
    """Return the pairs of masks of one image whose IoU is above a threshold.

    Args:
        rles: Compressed RLEs of one size.
        threshold: In [0, 1).

    Returns:
        list: Two indices, the lower first, and the IoU of each pair, in order.

    Example:
        >>> cell = {"size": [4, 4], "counts": "52203"}
        >>> near_duplicates([cell, cell])
        [(0, 1, 1.0)]
    """
    if len(rles) < 2:
        return []
    ious = np.triu(mask_api.iou(list(rles), list(rles), [0] * len(rles)), k=1)
    return [(int(i), int(j), float(ious[i, j])) for i, j in np.argwhere(ious > threshold)]
