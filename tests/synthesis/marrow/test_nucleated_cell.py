"""A cell is the union of its outlines, wherever it lies."""

import numpy as np
import pytest

from mmcsam.synthesis.canvas import Canvas
from mmcsam.synthesis.marrow.chromatin import Chromatin
from mmcsam.synthesis.marrow.cytoplasm import Cytoplasm
from mmcsam.synthesis.marrow.nucleated_cell import NucleatedCell
from mmcsam.synthesis.outline import Outline

SHAPE = (60, 80)


def disc(row, col, radius):
    return Outline(row, col, np.full(361, float(radius)))


def pixels(cell):
    inside, top, left = cell.mask(SHAPE)
    whole = np.zeros(SHAPE, bool)
    whole[top : top + inside.shape[0], left : left + inside.shape[1]] = inside
    return whole


@pytest.mark.parametrize("place", [(30, 40), (0, 0), (59, 79), (30, -15)])
def test_mask_is_the_union(place):
    row, col = place
    cell = NucleatedCell((disc(row, col + 12, 8.3),), Chromatin(), disc(row, col, 14.3))
    rows, cols = np.indices(SHAPE)
    expected = (np.hypot(rows - row, cols - col) < 14.3) | (
        np.hypot(rows - row, cols - col - 12) < 8.3
    )
    np.testing.assert_array_equal(pixels(cell), expected)


def test_moved():
    cell = NucleatedCell((disc(20, 32, 5),), Chromatin(), disc(20, 30, 10))
    np.testing.assert_array_equal(
        pixels(cell.moved(7, 11)), np.roll(pixels(cell), (7, 11), axis=(0, 1))
    )


def test_outside_is_nothing(rng, stain):
    cell = NucleatedCell((disc(-50, 20, 5),), Chromatin(), disc(-50, 20, 10))
    canvas = Canvas(SHAPE)
    cell.draw(rng, canvas, stain)
    assert cell.mask(SHAPE)[0].size == 0
    assert not canvas.density.any()


def test_what_is_drawn_is_the_mask(rng, stain):
    cell = NucleatedCell((disc(30, 46, 7),), Chromatin(), disc(30, 40, 12), Cytoplasm(edge=0.0))
    canvas = Canvas(SHAPE)
    cell.draw(rng, canvas, stain)
    drawn = canvas.density.any(axis=2)
    assert (drawn & pixels(cell)).sum() == pixels(cell).sum()
    assert (drawn & ~pixels(cell)).sum() < 0.2 * pixels(cell).sum()


def test_the_golgi_zone_lies_inwards_of_the_nucleus(rng, stain):
    even = {"patches": 0.0, "grain": 0.0, "rim": 0.0}
    cell = NucleatedCell(
        (disc(30, 54, 6),), Chromatin(), disc(30, 40, 20), Cytoplasm(**even, hof=1.0)
    )
    canvas = Canvas(SHAPE)
    cell.draw(rng, canvas, stain)
    assert canvas.density[30, 46, 0] < 0.3 < 0.9 < canvas.density[30, 26, 0]
