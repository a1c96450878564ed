"""Dividing cells have dark plates in place of a nucleus."""

import numpy as np

from mmcsam.synthesis.marrow.kinds.mitosis import draw_mitosis


def test_plates_are_darker_than_any_nucleus(painted):
    plates, cytoplasm = painted(draw_mitosis)
    assert plates.mean() > 2 > 2 * cytoplasm.mean()


def test_rings_plates_and_pairs(sample):
    counts = {len(draw_mitosis(np.random.default_rng(seed), 0, 0, 5).nuclei) for seed in range(40)}
    assert counts == {1, 2, 12}
    assert sample(draw_mitosis)["share"].max() < 0.65
