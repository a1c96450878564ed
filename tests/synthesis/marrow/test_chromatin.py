"""Nuclei are painted as their looks say."""

import numpy as np
import pytest

from mmcsam.synthesis.marrow.chromatin import Chromatin
from mmcsam.synthesis.outline import Outline

WINDOW = (80, 80)
EVEN = {"clumps": 0.0, "gaps": 0.0, "rim": 0.0}


def disc(row=40, col=40, radius=30.0):
    return Outline(row, col, np.full(361, radius))


DISC = (disc(),)


@pytest.fixture
def paint(stain):
    def call(outlines=DISC, seed=0, **looks):
        return Chromatin(**looks).paint(np.random.default_rng(seed), outlines, 0, 0, WINDOW, stain)

    return call


def test_an_even_nucleus(paint, stain):
    density, coverage = paint(density=0.7, **EVEN)
    inside = coverage == 1
    np.testing.assert_allclose(
        density[inside], np.tile(0.7 * stain.nucleus, (inside.sum(), 1)), rtol=1e-5
    )
    assert inside.sum() == pytest.approx(np.pi * 29.25**2, rel=0.01)
    assert not density[coverage == 0].any()


def test_lobes_are_one_nucleus(paint):
    _, both = paint((disc(30, 30, 12.0), disc(50, 50, 12.0)), **EVEN)
    apart = [paint((disc(at, at, 12.0),), **EVEN)[1] for at in (30, 50)]
    np.testing.assert_array_equal(both, np.maximum(*apart))


@pytest.mark.parametrize(("look", "darker"), [("gaps", False), ("rim", True)])
def test_looks(paint, look, darker):
    plain, coverage = paint(**EVEN)
    changed, _ = paint(**{**EVEN, look: 0.5})
    difference = (changed - plain)[coverage > 0]
    assert (difference >= -1e-6).all() if darker else (difference <= 1e-6).all()
    assert np.abs(difference).max() > 0.3


def test_nucleoli_are_pale(paint):
    with_one, coverage = paint(nucleoli=1, **EVEN)
    pale = (with_one[..., 0] < 1.2) & (coverage == 1)
    assert 10 < pale.sum() < 200
