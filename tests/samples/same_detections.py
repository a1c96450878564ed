"""Whether two backends find the same."""

import numpy as np


def assert_same(found, expected, iou=0.999, score=1e-3):
    """Check that detections are the same objects, in the same order but for equal scores."""
    assert len(found) == len(expected) > 0
    left = list(found)
    for one in expected:
        twin = max(left, key=lambda other: _iou(one, other))
        left = [other for other in left if other is not twin]
        assert _iou(one, twin) >= iou
        assert abs(one.score - twin.score) <= score
        assert one.label == twin.label


def _iou(first, second):
    height = max(one.top + one.crop.shape[0] for one in (first, second))
    width = max(one.left + one.crop.shape[1] for one in (first, second))
    masks = np.zeros((2, height, width), bool)
    for mask, one in zip(masks, (first, second), strict=True):
        rows, columns = one.crop.shape
        mask[one.top : one.top + rows, one.left : one.left + columns] = one.crop
    return (masks[0] & masks[1]).sum() / max((masks[0] | masks[1]).sum(), 1)
