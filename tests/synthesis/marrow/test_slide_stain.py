"""Slides differ widely, and each can be told from its glass."""

import numpy as np

from mmcsam.synthesis.marrow.slide_stain import sample_slide_stain

STAINS = [sample_slide_stain(np.random.default_rng(seed)) for seed in range(200)]


def test_wider_than_real_slides():
    glass = np.array([stain.glass for stain in STAINS])
    assert 120 <= glass.min() < 165 < 240 < glass.max() <= 252
    strength = np.array([stain.nucleus.mean() for stain in STAINS])
    assert strength.max() > 2 * strength.min() > 0


def test_nuclei_are_darker_than_cytoplasm():
    assert all(stain.nucleus.mean() > 1.2 * stain.cytoplasm.mean() > 0 for stain in STAINS)
    assert all(stain.nucleus.dtype == np.float32 for stain in STAINS)
