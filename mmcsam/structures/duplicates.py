"""Find objects that were labelled twice."""

from collections.abc import Sequence

import numpy as np
from pycocotools import mask as mask_api

# Two instances of one image with a higher IoU are most likely one object, labelled twice.
NEAR_DUPLICATE_IOU = 0.9
_BLOCK = 256  # masks that are compared at a time: all with all would take 39 GB for 70,000


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
    boxes = mask_api.toBbox(list(rles))
    order = np.argsort(boxes[:, 0], kind="stable")
    left, right = boxes[order, 0], boxes[order, 0] + boxes[order, 2]
    pairs = []
    for start in range(0, len(order), _BLOCK):
        block = order[start : start + _BLOCK]
        # What begins behind the end of a whole block meets none of it.
        rest = order[start : np.searchsorted(left, right[start : start + _BLOCK].max())]
        if not rest.size:
            continue
        ious = mask_api.iou([rles[i] for i in block], [rles[j] for j in rest], [0] * len(rest))
        for row, column in np.argwhere(np.triu(ious, k=1) > threshold):
            first, second = sorted((int(block[row]), int(rest[column])))
            pairs.append((first, second, float(ious[row, column])))
    return sorted(pairs)
