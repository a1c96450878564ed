"""Pairs of masks that are most likely one object."""

import numpy as np
import pytest
from pycocotools import mask as mask_api

from mmcsam.structures import duplicates
from mmcsam.structures.duplicates import NEAR_DUPLICATE_IOU, near_duplicates
from mmcsam.structures.rle import encode_crop


def bar(left, right):
    return encode_crop(np.ones((1, right - left)), left, 0, (40, 1))


@pytest.mark.parametrize("rles", [[], [bar(0, 5)]])
def test_one_mask_has_no_pair(rles):
    assert near_duplicates(rles, threshold=0) == []


def test_pairs_are_in_order():
    rles = [bar(0, 10), bar(20, 40), bar(0, 10), bar(0, 10)]
    assert near_duplicates(rles) == [(0, 2, 1.0), (0, 3, 1.0), (2, 3, 1.0)]


def test_the_threshold_itself_is_no_duplicate():
    """9 of 10 pixels; 19 of 20."""
    assert NEAR_DUPLICATE_IOU == 0.9
    assert near_duplicates([bar(0, 10), bar(0, 9)]) == []
    assert near_duplicates([bar(0, 20), bar(0, 19)]) == [(0, 1, 0.95)]


def test_any_overlap():
    rles = [bar(0, 10), bar(9, 20), bar(20, 21)]
    assert near_duplicates(rles, threshold=0) == [(0, 1, 1 / 20)]
    assert near_duplicates(rles, threshold=0.05) == []


def test_empty_masks_share_nothing():
    empty = encode_crop(np.zeros((1, 1)), 0, 0, (40, 1))
    assert near_duplicates([empty, empty, bar(0, 1)], threshold=0) == []


def test_many_masks_are_compared_as_all_with_all(monkeypatch):
    rng = np.random.default_rng(0)
    rles = []
    for _ in range(60):
        width, height = rng.integers(1, 9, 2)
        left, top = rng.integers(0, 40), rng.integers(0, 20)
        rles.append(encode_crop(np.ones((height, width)), int(left), int(top), (50, 30)))
    rles += [encode_crop(np.zeros((0, 0)), 0, 0, (50, 30))] * 2
    ious = mask_api.iou(rles, rles, [0] * len(rles))
    expected = [(i, j, ious[i, j]) for i in range(62) for j in range(i + 1, 62) if ious[i, j] > 0.1]
    assert len(expected) > 20
    for block in (1, 7, 256):
        monkeypatch.setattr(duplicates, "_BLOCK", block)
        assert near_duplicates(rles, 0.1) == expected
