"""Spots lie where and are as large as they are told."""

import numpy as np
import pytest

from mmcsam.synthesis.marrow.spot import round_spot
from mmcsam.synthesis.outline import Outline

HOME = Outline(40, 50, np.full(361, 20.0))


@pytest.mark.parametrize("reach", [0.0, 0.5, 0.9])
def test_place_and_size(rng, reach):
    away = []
    for _ in range(60):
        coverage = round_spot(rng, HOME, reach, (0.1, 0.2), 0, 0, (80, 100))
        assert np.pi * 1.5**2 < coverage.sum() < np.pi * 5**2
        rows, cols = np.indices(coverage.shape)
        row, col = ((coverage * axis).sum() / coverage.sum() for axis in (rows, cols))
        away.append(np.hypot(row - 40, col - 50))
    assert max(away) < 20 * reach + 0.3
    assert max(away) > 0.8 * 20 * reach
