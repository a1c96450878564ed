"""All cells of a slide change alike."""

import numpy as np
import pytest

from mmcsam.synthesis.marrow.cell_style import CellStyle
from mmcsam.synthesis.marrow.chromatin import Chromatin
from mmcsam.synthesis.marrow.kinds.lymphocyte import draw_lymphocyte


@pytest.fixture
def cell(rng):
    return draw_lymphocyte(rng, 0, 0, 5)


def test_no_change(cell):
    assert CellStyle().applied(cell) == cell


def test_factors(cell):
    changed = CellStyle(grain=2, clumps=3, gaps=100, edge=0.5, body=4).applied(cell)
    assert changed.chromatin.grain == 2 * cell.chromatin.grain
    assert changed.chromatin.clumps == 3 * cell.chromatin.clumps
    assert changed.chromatin.gaps == 0.85
    assert changed.chromatin.edge == 0.5 * cell.chromatin.edge
    assert changed.cytoplasm.rim == 4 * cell.cytoplasm.rim
    assert changed.body is cell.body


def test_one_texture_for_all_nuclei_keeps_their_darkness(cell):
    one = Chromatin(density=9, clumps=0.5, grain=0.5, gaps=0.1, nucleoli=2)
    changed = CellStyle(chromatin=one).applied(cell).chromatin
    assert (changed.clumps, changed.grain, changed.nucleoli) == (0.5, 0.5, 2)
    assert changed.density == cell.chromatin.density


def test_slides_differ():
    styles = [CellStyle.sample(np.random.default_rng(seed)) for seed in range(100)]
    assert 0.2 < np.mean([style.chromatin is not None for style in styles]) < 0.5
    gaps = np.array([style.gaps for style in styles])
    assert gaps.min() < 0.5 < 2 < gaps.max()
