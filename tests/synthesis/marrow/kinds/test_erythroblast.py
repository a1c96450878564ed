"""Erythroblasts have their nucleus in the middle, and age from blue to red."""

import numpy as np

from mmcsam.synthesis.marrow.kinds.erythroblast import draw_erythroblast


def test_nucleus_in_the_middle(sample):
    found = sample(draw_erythroblast)
    assert np.median(found["off"]) < 0.12
    assert 5 < found["um"].min() < found["um"].max() < 18


def test_old_ones_are_small_red_and_dark():
    cells = [draw_erythroblast(np.random.default_rng(seed), 0, 0, 5) for seed in range(60)]
    red = np.array([cell.cytoplasm.red for cell in cells])
    size = np.array([cell.nuclei[0].radii.mean() for cell in cells])
    dark = np.array([cell.chromatin.density for cell in cells])
    assert np.corrcoef(red, size)[0, 1] < -0.8
    assert np.corrcoef(red, dark)[0, 1] > 0.99
