"""What lies between the cells stays inside the picture and is drawn as often as asked for."""

import numpy as np
import pytest

from mmcsam.synthesis import distractors
from mmcsam.synthesis.canvas import Canvas

COUNTED = {
    "red cells": lambda rng, canvas, stain, count: distractors.draw_red_cells(
        rng, canvas, stain, 0.1, clusters=count
    ),
    "platelets": lambda rng, canvas, stain, count: distractors.draw_platelets(
        rng, canvas, stain, 0.2, count
    ),
    "smudges": lambda rng, canvas, stain, count: distractors.draw_smudges(
        rng, canvas, stain, 0.1, count
    ),
    "fat droplets": lambda rng, canvas, stain, count: distractors.draw_fat_droplets(
        rng, canvas, 0.1, count
    ),
    "debris": lambda rng, canvas, stain, count: distractors.draw_debris(
        rng, canvas, stain, 0.2, specks=count
    ),
}
PLACED = {
    "lymphocyte": distractors.draw_lymphocyte,
    "granulocyte": distractors.draw_granulocyte,
}


@pytest.mark.parametrize("name", COUNTED)
def test_none_leave_the_canvas_empty(rng, stain, name):
    canvas = Canvas((50, 60))
    COUNTED[name](rng, canvas, stain, 0)
    assert not canvas.density.any()


@pytest.mark.parametrize("name", COUNTED)
def test_more_cover_more(stain, name):
    few, many = Canvas((80, 90)), Canvas((80, 90))
    COUNTED[name](np.random.default_rng(0), few, stain, 1)
    COUNTED[name](np.random.default_rng(0), many, stain, 20)
    covered = [np.count_nonzero(canvas.density.any(axis=2)) for canvas in (few, many)]
    assert 0 < covered[0] < covered[1]


@pytest.mark.parametrize("name", [*COUNTED, *PLACED])
def test_a_seed_repeats_the_picture(stain, name):
    canvases = []
    for _ in range(2):
        canvas, rng = Canvas((50, 60)), np.random.default_rng(5)
        if name in COUNTED:
            COUNTED[name](rng, canvas, stain, 4)
        else:
            PLACED[name](rng, canvas, stain, 0.1, 20, 30)
        canvases.append(canvas.density)
    np.testing.assert_array_equal(*canvases)
    assert np.isfinite(canvases[0]).all()


def test_fat_is_lighter_than_the_smear_and_everything_else_darker(stain):
    for name, draw in COUNTED.items():
        canvas = Canvas((80, 90))
        draw(np.random.default_rng(0), canvas, stain, 5)
        if name == "fat droplets":
            assert canvas.density.min() == pytest.approx(-0.12)
            assert canvas.density.max() == 0
        else:
            assert canvas.density.min() >= 0
            assert canvas.density.max() > 0.05


def test_fat_displaces_what_was_there(rng):
    canvas = Canvas((40, 40))
    canvas.add(0, 0, np.full((40, 40, 3), 3.0), 0.0)
    distractors.draw_fat_droplets(rng, canvas, 0.3, 3)
    assert canvas.density.min() == pytest.approx(-0.12, abs=1e-6)


def test_red_cells_have_the_colour_of_red_cells(rng, stain):
    canvas = Canvas((80, 90))
    distractors.draw_red_cells(rng, canvas, stain, 0.1, clusters=6)
    assert canvas.density[..., 0].max() > 1
    assert not canvas.density[..., 1:].any()


@pytest.mark.parametrize("name", PLACED)
def test_cells_lie_where_they_are_put(rng, stain, name):
    """The largest mean radius is 150 pixels of the full size: 15 at a tenth."""
    canvas = Canvas((100, 100))
    PLACED[name](rng, canvas, stain, 0.1, 50, 60)
    drawn = canvas.density.any(axis=2)
    assert drawn[45:56, 55:66].any()
    rows, columns = np.indices((100, 100))
    assert not drawn[np.hypot(rows - 50, columns - 60) > 25].any()
    assert canvas.density.sum(axis=2).max() > 2  # a nucleus


@pytest.mark.parametrize("name", PLACED)
@pytest.mark.parametrize(("row", "col"), [(-90, 20), (20, -90), (190, 20), (20, 190)])
def test_cells_outside_are_not_drawn(rng, stain, name, row, col):
    canvas = Canvas((50, 60))
    PLACED[name](rng, canvas, stain, 0.1, row, col)
    assert not canvas.density.any()
