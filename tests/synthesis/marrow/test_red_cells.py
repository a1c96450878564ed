"""Red cells: none to a sheet, in their own colour."""

import numpy as np
import pytest

from mmcsam.synthesis.canvas import Canvas
from mmcsam.synthesis.marrow.red_cells import draw_red_cells


def test_from_none_to_a_sheet(stain):
    covered = []
    for seed in range(30):
        canvas = Canvas((150, 200))
        draw_red_cells(np.random.default_rng(seed), canvas, stain, 2.5)
        assert not canvas.density[..., 1:].any()  # the test's stain has them in red light alone
        covered.append((canvas.density[..., 0] > 0.5).mean())
    assert min(covered) == pytest.approx(0, abs=0.01)
    assert max(covered) > 0.3
