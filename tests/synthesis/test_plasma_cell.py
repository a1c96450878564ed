"""Plasma cells and their masks."""

import numpy as np
import pytest

from mmcsam.synthesis.canvas import Canvas
from mmcsam.synthesis.outline import Outline
from mmcsam.synthesis.plasma_cell import PlasmaCell


def circle(row, col, radius):
    return Outline(row, col, np.full(361, float(radius)))


def disk(row, col, radius, shape=(60, 70)):
    """Pixels nearer than a radius; radii below are no distances between pixels."""
    rows, columns = np.indices(shape)
    return np.hypot(rows - row, columns - col) < radius


@pytest.mark.parametrize("place", [(30, 35), (0, 0), (59, 3)])
def test_masks_have_cytoplasm_and_nucleus(place):
    row, col = place
    mask = PlasmaCell(circle(row, col, 20.3), circle(row + 5, col, 9.3)).mask((60, 70))
    nucleus, body = disk(row + 5, col, 9.3), disk(row, col, 20.3)
    assert mask.dtype == np.uint8
    np.testing.assert_array_equal(mask == 40, nucleus)
    np.testing.assert_array_equal(mask == 20, body & ~nucleus)


def test_a_nucleus_may_reach_beyond_its_cell():
    mask = PlasmaCell(circle(30, 35, 10.3), circle(30, 45, 5.3)).mask((60, 70))
    np.testing.assert_array_equal(mask > 0, disk(30, 35, 10.3) | disk(30, 45, 5.3))


def test_a_cell_outside_has_no_mask():
    assert not PlasmaCell(circle(-50, 35, 20), circle(-50, 35, 9)).mask((60, 70)).any()


def test_samples_have_the_proportions_of_plasma_cells():
    shares, shifts = [], []
    for seed in range(60):
        cell = PlasmaCell.sample(np.random.default_rng(seed), 100, 120, 50)
        assert (cell.body.row, cell.body.col) == (100, 120)
        assert cell.body.radii.mean() == pytest.approx(50, rel=0.05)
        shares.append((cell.nucleus.radii.mean() / cell.body.radii.mean()) ** 2)
        shifts.append(np.hypot(cell.nucleus.row - 100, cell.nucleus.col - 120))
    assert min(shares) > 0.25
    assert max(shares) < 0.65
    assert np.mean(shares) == pytest.approx(0.43, abs=0.05)
    assert np.median(shifts) > 5  # eccentric


def test_what_is_labelled_is_what_is_drawn(stain):
    for seed in range(10):
        rng = np.random.default_rng(seed)
        cell, canvas = PlasmaCell.sample(rng, 60, 60, 40), Canvas((120, 120))
        cell.draw(rng, canvas, stain)
        density, mask = canvas.density.sum(axis=2), cell.mask((120, 120))
        nucleus, cytoplasm = np.median(density[mask == 40]), np.median(density[mask == 20])
        assert nucleus > 1.5 * cytoplasm > 0
        rows, columns = np.indices((120, 120)) - 60
        assert not density[np.hypot(rows, columns) > cell.body.radii.max() + 8].any()


def test_a_nucleus_outside_the_canvas_is_left_out(rng, stain):
    canvas = Canvas((20, 20))
    PlasmaCell(circle(0, 10, 8), circle(-30, 10, 5)).draw(rng, canvas, stain)
    assert canvas.density[:6, 7:14].min() > 0
    assert not canvas.density[14:].any()
