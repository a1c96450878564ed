"""Closed curves about a centre."""

import numpy as np
import pytest

from mmcsam.synthesis.outline import Outline

CIRCLE = Outline(10, 20, np.full(361, 5.0))


def test_distances_to_a_circle():
    row = CIRCLE.distance(10, 13, (1, 15))
    assert row.dtype == np.float32
    np.testing.assert_allclose(row, [[-2, -1, 0, 1, 2, 3, 4, 5, 4, 3, 2, 1, 0, -1, -2]], atol=1e-5)
    np.testing.assert_allclose(
        CIRCLE.distance(6, 17, (1, 1)), [[0]], atol=1e-5
    )  # 4 up and 3 to the left


def test_radii_run_from_minus_pi_to_pi():
    """Angles as arctan2's of rows and columns: 0 to the right, pi / 2 down."""
    angles = np.linspace(-np.pi, np.pi, 361)
    outline = Outline(0, 0, np.where(np.abs(angles - np.pi / 2) < 0.5, 8.0, 3.0))
    assert outline.distance(5, 0, (1, 1)) == pytest.approx(3)
    assert outline.distance(0, 5, (1, 1)) == pytest.approx(-2)
    assert outline.distance(-5, 0, (1, 1)) == pytest.approx(-2)
    assert outline.distance(0, -5, (1, 1)) == pytest.approx(-2)


def test_a_window_holds_the_curve_and_its_soft_edge():
    assert CIRCLE.window((40, 50)) == (3, 13, (15, 15))
    top, left, window = CIRCLE.window((40, 50))
    whole = CIRCLE.distance(0, 0, (40, 50)) > -1
    part = CIRCLE.distance(top, left, window) > -1
    assert part.sum() == whole.sum() > 100


@pytest.mark.parametrize(
    ("row", "col", "expected"),
    [
        (0, 0, (0, 0, (8, 8))),
        (39, 49, (32, 42, (8, 8))),
        (20, -3, (13, 0, (15, 5))),
    ],
)
def test_a_window_ends_at_the_border(row, col, expected):
    assert Outline(row, col, CIRCLE.radii).window((40, 50)) == expected


@pytest.mark.parametrize(("row", "col"), [(-20, 10), (60, 10), (10, -20), (10, 70)])
def test_curves_outside_have_no_window(row, col):
    _, _, window = Outline(row, col, CIRCLE.radii).window((40, 50))
    assert 0 in window


def test_samples_are_closed_and_of_the_mean_radius():
    for seed in range(20):
        outline = Outline.sample(np.random.default_rng(seed), 3, 4, 10, 0.3, 0.1)
        assert (outline.row, outline.col) == (3, 4)
        assert outline.radii.shape == (361,)
        assert outline.radii[0] == pytest.approx(outline.radii[-1])
        assert outline.radii.mean() == pytest.approx(10, rel=0.05)
        assert outline.radii.min() >= 3


def test_without_elongation_and_roughness_it_is_a_circle(rng):
    outline = Outline.sample(rng, 0, 0, 7, elongation=0, roughness=0)
    np.testing.assert_allclose(outline.radii, 7)


def test_an_elongated_curve_has_two_long_and_two_short_sides(rng):
    radii = Outline.sample(rng, 0, 0, 10, elongation=0.5, roughness=0).radii[:-1]
    stretch = np.sqrt(radii.max() / radii.min())
    assert 1 < stretch <= 1.5
    np.testing.assert_allclose(radii[:180], radii[180:])  # a half turn leaves an ellipse as it is
    assert radii.max() * radii.min() == pytest.approx(100, rel=1e-3)
