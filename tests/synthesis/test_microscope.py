"""What the camera makes of light."""

import numpy as np
import pytest

from mmcsam.synthesis.microscope import photograph


def shot(light, seed=0, scale_bar=False, scale=0.1):
    return photograph(np.random.default_rng(seed), light, scale, scale_bar)


def grey(value, shape=(154, 204)):
    return np.full((*shape, 3), value, np.float32)


@pytest.mark.parametrize("value", [20, 128, 230])
def test_even_light_stays_about_even(value):
    image = shot(grey(value))
    assert (image.dtype, image.shape) == (np.uint8, (154, 204, 3))
    assert image.mean() == pytest.approx(value, rel=0.05)
    assert 0.5 < image.std() < 0.1 * value + 3  # noise and shade


def test_light_is_clipped():
    assert shot(grey(400)).min() > 250
    assert shot(grey(-50)).max() < 5


def test_channels_keep_their_order():
    light = grey(0)
    light[...] = (200, 100, 50)
    np.testing.assert_allclose(shot(light).mean(axis=(0, 1)), (200, 100, 50), rtol=0.06)


def test_an_edge_is_softened():
    light = grey(50)
    light[:, 100:] = 200
    rows = np.mean([shot(light, seed, scale=1).mean(axis=(0, 2)) for seed in range(5)], axis=0)
    assert rows[80] == pytest.approx(50, rel=0.1)
    assert rows[120] == pytest.approx(200, rel=0.1)
    assert rows[98] > 65
    assert rows[101] < 185


def test_a_scale_bar_is_burnt_into_the_lower_edge():
    without, with_bar = (
        shot(grey(100, (384, 510)), scale_bar=bar, scale=0.25) for bar in (False, True)
    )
    difference = np.abs(without.astype(int) - with_bar).max(axis=2)
    assert difference[:340].max() < 10
    # The bar: 245 x 28 pixels of the full size, 8 from the corner, white.
    assert with_bar[376, 450:460].min() > 220
    rows, columns = np.nonzero(with_bar.min(axis=2) > 200)
    assert rows.size > 100
    assert 374 <= rows.min() <= rows.max() <= 381
    assert 446 <= columns.min() <= columns.max() <= 507
    assert (difference[370:384, :150] > 50).any()  # the text at the left


def test_a_seed_repeats_the_picture():
    np.testing.assert_array_equal(shot(grey(128), 3), shot(grey(128), 3))
    assert (shot(grey(128), 3) != shot(grey(128), 4)).any()
