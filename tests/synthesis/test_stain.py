"""Stains are those of a slide: dark nuclei, pale red cells."""

import numpy as np

from mmcsam.synthesis.stain import Stain


def test_nuclei_are_the_darkest():
    for seed in range(50):
        stain = Stain.sample(np.random.default_rng(seed))
        assert 150 < stain.glass.min() <= stain.glass.max() < 255
        densities = [stain.nucleus, stain.cytoplasm, stain.red_cell, stain.granule]
        assert all(density.shape == (3,) and density.min() > 0.0199 for density in densities)
        nucleus, cytoplasm, red_cell, granule = (density.sum() for density in densities)
        assert nucleus > granule > red_cell
        assert nucleus > cytoplasm > 0.5


def test_cytoplasm_takes_red_light_most():
    """It is blue: the density of red is above the one of blue."""
    for seed in range(50):
        stain = Stain.sample(np.random.default_rng(seed))
        assert stain.cytoplasm[0] > stain.cytoplasm[2]


def test_slides_differ_and_a_seed_repeats_them():
    first, again, other = (Stain.sample(np.random.default_rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.nucleus, again.nucleus)
    assert np.abs(first.glass - other.glass).max() > 1
