"""Masks over an image."""

import numpy as np
import pytest

from mmcsam.structures.rle import encode_masks
from mmcsam.visualization.overlay import draw_overlay


def test_masks_without_pixels_are_left_out(box):
    panel = np.full((3, 4, 3), 9, np.uint8)
    empty, thin = box(0, 0, 0, 0), box(1, 0, 2, 30)  # a column that the small panel does not show
    np.testing.assert_array_equal(draw_overlay(panel, [empty, thin]), panel)


def test_the_panel_is_left_as_it_is(box):
    panel = np.full((30, 40, 3), 100, np.uint8)
    drawn = draw_overlay(panel, [box(10, 5, 30, 25)])
    assert (panel == 100).all()
    assert (drawn != 100).any()
    np.testing.assert_array_equal(draw_overlay(panel, []), panel)


def test_the_first_colour_is_green(box):
    """Hue 0.33: blue 0, green 255, red 5; the fill has 0.35 of it and 0.65 of the image."""
    drawn = draw_overlay(np.full((30, 40, 3), 100, np.uint8), [box(10, 5, 30, 25)])
    assert drawn[15, 20].tolist() == [65, 154, 66]
    assert drawn[15, 10].tolist() == [0, 255, 5]
    assert (drawn[:2] == 100).all()
    assert (drawn[:, 33:] == 100).all()


def test_holes_are_outlined_and_not_filled():
    mask = np.zeros((30, 40), np.uint8)
    mask[3:27, 3:37] = 1
    mask[9:21, 12:28] = 0
    drawn = draw_overlay(np.full((30, 40, 3), 100, np.uint8), encode_masks([mask]))
    assert (drawn[13:17, 16:24] == 100).all()
    assert drawn[15, 28].tolist() == [0, 255, 5]  # at the hole's right edge


@pytest.mark.parametrize("scale", [1, 2, 5])
def test_masks_follow_the_scale_of_the_panel(box, scale):
    drawn = draw_overlay(np.zeros((30 * scale, 40 * scale, 3), np.uint8), [box(10, 5, 30, 25)])
    changed = (drawn != 0).any(axis=2)
    assert changed[5 * scale : 25 * scale, 10 * scale : 30 * scale].all()
    changed[5 * scale - 2 : 25 * scale + 2, 10 * scale - 2 : 30 * scale + 2] = False  # the outline
    assert not changed.any()


def test_a_later_mask_does_not_cover_the_outline_of_an_earlier_one(box):
    drawn = draw_overlay(
        np.full((30, 40, 3), 100, np.uint8), [box(15, 10, 25, 20), box(5, 2, 35, 28)]
    )
    assert drawn[15, 15].tolist() == [0, 255, 5]
    assert drawn[15, 5].tolist() == [80, 0, 255]  # the golden ratio further on: red
