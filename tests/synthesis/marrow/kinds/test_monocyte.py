"""Monocytes are large, pale and folded."""

import numpy as np

from mmcsam.synthesis.marrow.kinds.monocyte import draw_monocyte


def test_large_with_plenty_of_cytoplasm(sample):
    found = sample(draw_monocyte)
    assert 11 < found["um"].min() < found["um"].max() < 24
    assert np.median(found["share"]) < 0.6


def test_pale(painted):
    nucleus, cytoplasm = painted(draw_monocyte)
    assert nucleus.mean() > 2 * cytoplasm.mean() > 0
