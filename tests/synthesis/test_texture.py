"""Noise of a grain, and soft edges."""

import numpy as np
import pytest

from mmcsam.synthesis.texture import smooth_noise, soft_step


@pytest.mark.parametrize("shape", [(1, 1), (7, 30), (64, 5)])
@pytest.mark.parametrize("grain", [0.2, 3.7, 100])
def test_noise_has_the_size_that_was_asked_for(rng, shape, grain):
    noise = smooth_noise(rng, shape, grain)
    assert (noise.shape, noise.dtype) == (shape, np.float32)
    assert np.isfinite(noise).all()


@pytest.mark.parametrize("grain", [1, 3, 8])
def test_noise_is_about_standard(rng, grain):
    noise = smooth_noise(rng, (400, 400), grain)
    assert noise.mean() == pytest.approx(0, abs=0.05)
    assert noise.std() == pytest.approx(1, abs=0.2)


def test_grain_keeps_neighbours_alike(rng):
    fine, coarse = (smooth_noise(rng, (200, 200), grain) for grain in (2, 20))
    for axis in (0, 1):
        step, small_step = (np.abs(np.diff(noise, axis=axis)).mean() for noise in (fine, coarse))
        assert step > 5 * small_step


def test_a_grain_below_a_pixel_is_a_pixel():
    fine, pixel = (smooth_noise(np.random.default_rng(3), (9, 9), grain) for grain in (0.1, 1))
    np.testing.assert_array_equal(fine, pixel)


def test_soft_steps():
    distance = np.array([-3, -1, -0.5, 0, 0.5, 1, 3])
    assert soft_step(distance, 2).tolist() == [0, 0, 0.25, 0.5, 0.75, 1, 1]
    assert soft_step(distance, 1).tolist() == [0, 0, 0, 0.5, 1, 1, 1]
