"""Pixels that two masks share, from their boxes."""

import numpy as np
import pytest

from mmcsam.structures.placed_crops import shared_pixels

SQUARE = np.ones((3, 3), bool)


@pytest.mark.parametrize(
    ("left", "top", "shared"),
    [(0, 0, 9), (2, 2, 1), (-2, 1, 2), (0, -1, 6), (3, 0, 0), (0, -3, 0), (9, 9, 0)],
)
def test_squares(left, top, shared):
    assert shared_pixels((SQUARE, 0, 0), (SQUARE, left, top)) == shared
    assert shared_pixels((SQUARE, left, top), (SQUARE, 0, 0)) == shared


def test_only_the_object_counts():
    diagonal = np.eye(3, dtype=np.uint8)
    assert shared_pixels((diagonal, 5, 5), (diagonal, 5, 5)) == 3
    assert shared_pixels((diagonal, 5, 5), (diagonal, 6, 6)) == 2
    assert shared_pixels((diagonal, 5, 5), (diagonal, 6, 5)) == 0


def test_random_masks_on_a_canvas():
    rng = np.random.default_rng(0)
    for _ in range(50):
        canvases, crops = np.zeros((2, 30, 30), bool), []
        for canvas in canvases:
            (height, width), (top, left) = rng.integers(1, 15, 2), rng.integers(0, 15, 2)
            crop = rng.random((height, width)) < 0.6
            canvas[top : top + height, left : left + width] = crop
            crops.append((crop, left - 4, top - 7))  # both shifted by the same
        assert shared_pixels(*crops) == (canvases[0] & canvases[1]).sum()


def test_a_mask_without_pixels():
    nothing = np.zeros((0, 0), np.uint8)
    assert shared_pixels((nothing, 0, 0), (SQUARE, 0, 0)) == 0
