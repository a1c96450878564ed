"""Bare nuclei are as large as those of plasma cells; smudged ones have no edge."""

import numpy as np

from mmcsam.synthesis.canvas import Canvas
from mmcsam.synthesis.marrow.kinds.bare_nucleus import draw_bare_nucleus, draw_smudged_nucleus


def test_nothing_but_a_nucleus(sample):
    found = sample(draw_bare_nucleus)
    assert (found["share"] == 1).all()
    assert 6 < found["um"].min() < found["um"].max() < 11.5


def steepest(draw, stain, seed):
    rng = np.random.default_rng(seed)
    cell, canvas = draw(rng, 100.0, 100.0, 5.0), Canvas((200, 200))
    cell.draw(rng, canvas, stain)
    outward = canvas.density[100, :, 0]
    return np.abs(np.diff(outward)).max() / outward.max()


def test_smudged_ones_have_no_edge(stain):
    whole = [steepest(draw_bare_nucleus, stain, seed) for seed in range(10)]
    smudged = [steepest(draw_smudged_nucleus, stain, seed) for seed in range(10)]
    assert np.median(whole) > 1.2 * np.median(smudged)
