"""Fields of view."""

import itertools

import numpy as np
import pytest

from mmcsam.synthesis.field import draw_field

SHAPE, SCALE = (154, 204), 0.1


def field(seed, cells, shape=SHAPE, scale_bar=False):
    return draw_field(np.random.default_rng(seed), shape, cells, SCALE, scale_bar)


def test_images_and_masks_have_one_size():
    drawn = field(0, 3)
    assert (drawn.image.dtype, drawn.image.shape) == (np.uint8, (*SHAPE, 3))
    assert len(drawn.masks) == 3
    for mask in drawn.masks:
        assert (mask.dtype, mask.shape) == (np.uint8, SHAPE)
        assert {0, 40} <= set(np.unique(mask).tolist()) <= {0, 20, 40}


def test_no_cells():
    drawn = field(1, 0)
    assert drawn.masks == []
    assert drawn.image.std() > 1  # the rest of the smear


@pytest.mark.parametrize("seed", range(8))
def test_one_cell_is_always_placed(seed):
    assert len(field(seed, 1).masks) == 1


def test_a_crowded_field_holds_fewer():
    drawn = field(0, 40, (60, 60))
    assert 1 <= len(drawn.masks) < 40


@pytest.mark.parametrize("seed", range(3))
def test_cells_overlap_a_little_at_most(seed):
    bodies = [mask > 0 for mask in field(seed, 10).masks]
    for one, other in itertools.combinations(bodies, 2):
        assert (one & other).sum() <= 0.12 * min(one.sum(), other.sum())


def test_cells_have_the_size_of_plasma_cells():
    """They are 33 pixels wide at a tenth."""
    areas = [np.count_nonzero(mask) for seed in range(6) for mask in field(seed, 4).masks]
    assert np.median(areas) == pytest.approx(np.pi * 16.5**2, rel=0.25)


def test_of_a_cell_at_the_border_enough_is_left():
    """Three tenths of the cell, whose radius is 12 pixels or more."""
    masks = [mask for seed in range(12) for mask in field(seed, 4, (60, 60)).masks]
    assert min(np.count_nonzero(mask) for mask in masks) > 0.3 * np.pi * 12**2


def test_a_seed_repeats_the_field():
    one, again, other = field(7, 2), field(7, 2), field(8, 2)
    np.testing.assert_array_equal(one.image, again.image)
    np.testing.assert_array_equal(one.masks, again.masks)
    assert (one.image != other.image).mean() > 0.5


def test_the_scale_bar_leaves_the_masks_alone():
    plain, marked = field(4, 2), field(4, 2, scale_bar=True)
    np.testing.assert_array_equal(plain.masks, marked.masks)
    assert (plain.image[-12:] != marked.image[-12:]).any()
