"""Nuclei lie where their cell's kind has them."""

import numpy as np
import pytest

from mmcsam.synthesis.marrow.nuclear_shapes import arc_of_lobes, placed_nucleus, side_by_side
from mmcsam.synthesis.outline import Outline

BODY = Outline(50, 60, np.full(361, 20.0))


@pytest.mark.parametrize(("eccentric", "shift"), [(0.0, 0), (0.5, 6), (1.0, 12)])
def test_eccentric(rng, eccentric, shift):
    nucleus = placed_nucleus(rng, BODY, 8.0, eccentric)
    assert np.hypot(nucleus.row - 50, nucleus.col - 60) == pytest.approx(shift, abs=1e-6)


def test_a_nucleus_as_large_as_the_cell_stays_in_the_middle(rng):
    nucleus = placed_nucleus(rng, BODY, 22.0, 1.0)
    assert (nucleus.row, nucleus.col) == (50, 60)


def test_lobes_lie_on_an_arc(rng):
    lobes = arc_of_lobes(rng, BODY, 5, 2.0, 0.3, 0.5)
    away = [np.hypot(lobe.row - 50, lobe.col - 60) for lobe in lobes]
    assert 8.5 < min(away) < max(away) < 11.7
    turns = np.unwrap([np.arctan2(lobe.row - 50, lobe.col - 60) for lobe in lobes])
    assert turns[-1] - turns[0] == pytest.approx(2.0, abs=0.3)


@pytest.mark.parametrize("count", [2, 3])
def test_several_nuclei_touch(rng, count):
    nuclei = side_by_side(rng, BODY, count, 6.0)
    gaps = [
        np.hypot(a.row - b.row, a.col - b.col) for i, a in enumerate(nuclei) for b in nuclei[:i]
    ]
    assert len(nuclei) == count
    assert 0.8 * 12 < min(gaps) <= max(gaps) < 1.2 * 12
