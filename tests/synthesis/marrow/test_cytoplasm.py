"""Bodies are painted as their looks say; the stain has a light of its own for each colour."""

import numpy as np
import pytest

from mmcsam.synthesis.marrow.cytoplasm import Cytoplasm
from mmcsam.synthesis.outline import Outline

EVEN = {"patches": 0.0, "grain": 0.0, "rim": 0.0}
BODY = Outline(40, 40, np.full(361, 30.0))


@pytest.fixture
def paint(stain):
    def call(place=None, **looks):
        looks = {**EVEN, **looks}
        rng = np.random.default_rng(0)
        return Cytoplasm(**looks).paint(rng, BODY, place, 0, 0, (80, 80), stain)

    return call


def test_colours_add_up(paint):
    density, coverage = paint(density=0.5, blue=0.4, pink=0.3, red=0.2)
    inside = coverage == 1
    expected = 0.5 * (0.4 * np.ones(3) + 0.3 * np.array([0, 4, 0]) + 0.2 * np.array([4, 0, 0]))
    np.testing.assert_allclose(density[inside], np.tile(expected, (inside.sum(), 1)), rtol=1e-5)
    assert not density[coverage == 0].any()


def test_the_golgi_zone_is_pale(paint):
    density, _ = paint(place := (40.0, 55.0), hof=0.6)
    assert density[40, 55, 0] == pytest.approx(0.4, abs=1e-3)
    assert density[40, 20, 0] == pytest.approx(1, abs=0.01)
    assert paint(place)[0][40, 55, 0] == 1


def test_vacuoles_are_clear_and_granules_dark(paint):
    plain, coverage = paint()
    inside = coverage == 1
    vacuoles, _ = paint(vacuoles=10)
    granules, _ = paint(granules=0.8)
    assert (vacuoles[inside] <= plain[inside] + 1e-6).all()
    assert vacuoles[inside].min() < 0.3
    assert (granules[inside] >= plain[inside] - 1e-6).all()
    assert granules[inside].max() > 1.5
