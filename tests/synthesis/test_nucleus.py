"""Chromatin."""

import numpy as np
import pytest

from mmcsam.synthesis.nucleus import nucleus_density
from mmcsam.synthesis.outline import Outline


@pytest.fixture
def distance():
    return Outline(30, 30, np.full(361, 20.0)).distance(0, 0, (60, 60))


def test_coverage_is_the_disk_with_a_soft_edge(rng, stain, distance):
    _, coverage = nucleus_density(rng, distance, stain, 20, edge=2)
    assert (coverage[distance >= 1] == 1).all()
    assert (coverage[distance <= -1] == 0).all()
    # (30, 50) lies on the edge; the rounding of angles leaves about 1e-6.
    assert coverage[30, 50] == pytest.approx(0.5, abs=1e-4)


@pytest.mark.parametrize("condensed", [0, 0.5, 1])
def test_density_is_chromatin_inside_and_nothing_outside(rng, stain, distance, condensed):
    density, coverage = nucleus_density(rng, distance, stain, 20, condensed)
    assert density.shape == (60, 60, 3)
    assert not density[coverage == 0].any()
    inside = density[coverage == 1] / stain.nucleus
    assert 0.3 - 1e-6 <= inside.min() < inside.max() <= 2 + 1e-6


def test_a_condensed_nucleus_is_darker_and_more_even(stain, distance):
    deep = distance > 5  # away from the membrane
    spotted, even = (
        nucleus_density(np.random.default_rng(1), distance, stain, 20, condensed)[0][deep]
        for condensed in (0, 1)
    )
    assert even.mean() > spotted.mean()
    assert even.std() < 0.6 * spotted.std()


def test_the_membrane_is_darker_than_the_inside(stain, distance):
    """On the average of many nuclei, whose chromatin evens out."""
    mean = np.mean(
        [nucleus_density(np.random.default_rng(s), distance, stain, 20)[0] for s in range(100)], 0
    )
    rim, centre = mean[(distance > 1) & (distance < 1.6)], mean[distance > 8]
    assert rim.mean() > centre.mean() + 0.08
