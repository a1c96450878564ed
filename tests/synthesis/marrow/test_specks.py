"""Specks darken a field a little and in small places."""

import numpy as np

from mmcsam.synthesis.canvas import Canvas
from mmcsam.synthesis.marrow.specks import draw_specks


def test_small_and_dark(stain):
    clots = 0
    for seed in range(60):
        canvas = Canvas((200, 260))
        draw_specks(np.random.default_rng(seed), canvas, stain, 5.0)
        assert canvas.density.min() >= -1e-6
        covered = (canvas.density.sum(axis=2) > 0.5).mean()
        assert covered < 0.3
        clots += covered > 0.05
    assert 0 < clots < 30
