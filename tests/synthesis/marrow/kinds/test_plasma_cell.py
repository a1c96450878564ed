"""Plasma cells as they are measured: the ones to be found."""

import numpy as np
import pytest

from mmcsam.synthesis.marrow.kinds.plasma_cell import draw_plasma_cell


def test_size_and_nucleus(sample):
    """Among SegPC-2021's labelled cells: 0.45 +- 0.13 of the area, 0.38 +- 0.14 off the middle."""
    found = sample(draw_plasma_cell, 120)
    assert found["share"].mean() == pytest.approx(0.45, abs=0.05)
    assert found["off"].mean() == pytest.approx(0.38, abs=0.08)
    assert np.median(found["um"]) == pytest.approx(13, abs=1)
    assert 7 < found["um"].min() < found["um"].max() < 26


def test_some_have_several_nuclei():
    counts = [
        len(draw_plasma_cell(np.random.default_rng(seed), 0, 0, 5).nuclei) for seed in range(300)
    ]
    assert 0.03 < np.mean(np.array(counts) > 1) < 0.12
    assert max(counts) == 3


def test_nucleus_is_darker(painted):
    nucleus, cytoplasm = painted(draw_plasma_cell)
    assert nucleus.mean() > 1.3 * cytoplasm.mean() > 0


def test_it_is_the_one_to_be_found():
    assert draw_plasma_cell(np.random.default_rng(0), 0, 0, 5).is_plasma
