"""Masks at the size of a picture."""

import numpy as np
import pytest
from pycocotools import mask as mask_api

from mmcsam.visualization.scaled_mask import scaled_mask


def test_the_same_size_is_the_crop(box):
    mask, left, top = scaled_mask(box(7, 3, 12, 20), (40, 30))
    assert (left, top, mask.dtype) == (7, 3, np.uint8)
    np.testing.assert_array_equal(mask, np.ones((17, 5)))


@pytest.mark.parametrize("size", [(80, 60), (20, 15), (13, 29), (100, 7), (1, 1)])
def test_equals_the_whole_mask_scaled(size):
    rng = np.random.default_rng(0)
    whole = np.zeros((30, 40), np.uint8)
    whole[4:26, 9:40] = rng.random((22, 31)) < 0.7
    rows = np.arange(size[1]) * 30 // size[1]
    columns = np.arange(size[0]) * 40 // size[0]
    expected = whole[np.ix_(rows, columns)]
    mask, left, top = scaled_mask(mask_api.encode(np.asfortranarray(whole)), size)
    placed = np.zeros_like(expected)
    placed[top : top + mask.shape[0], left : left + mask.shape[1]] = mask
    np.testing.assert_array_equal(placed, expected)


def test_every_pixel_of_a_checkerboard_becomes_four():
    board = np.indices((2, 2)).sum(axis=0).astype(np.uint8) % 2
    mask, left, top = scaled_mask(mask_api.encode(np.asfortranarray(board)), (4, 4))
    assert (left, top) == (0, 0)
    assert mask.tolist() == [[0, 0, 1, 1], [0, 0, 1, 1], [1, 1, 0, 0], [1, 1, 0, 0]]


def test_pixels_that_the_panel_does_not_show(box):
    """At half the size column 1 is not among 0, 2, 4, ..., column 2 is."""
    nothing, left, top = scaled_mask(box(1, 0, 2, 30), (20, 15))
    assert (nothing.shape, left, top) == ((0, 0), 0, 0)
    mask, left, top = scaled_mask(box(2, 0, 3, 30), (20, 15))
    assert (mask.shape, left, top) == ((15, 1), 1, 0)


def test_an_empty_mask(box):
    nothing, left, top = scaled_mask(box(0, 0, 0, 0), (80, 60))
    assert (nothing.shape, left, top) == ((0, 0), 0, 0)
