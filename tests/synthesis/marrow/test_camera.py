"""Cameras change colours, not places."""

import numpy as np
import pytest

from mmcsam.synthesis.marrow.camera import take_picture


@pytest.mark.parametrize("seed", range(8))
def test_a_disc_stays_where_it_is(seed):
    rows, cols = np.indices((120, 160))
    light = np.full((120, 160, 3), 220.0)
    inside = np.hypot(rows - 50, cols - 90) < 25
    light[inside] = (90, 40, 130)
    picture = take_picture(np.random.default_rng(seed), light, 5.0)
    assert (picture.shape, picture.dtype) == (light.shape, np.uint8)
    grey = picture[:90].mean(axis=2)
    dark = grey < (grey[45:55, 85:95].mean() + grey[:20, :40].mean()) / 2
    overlap = (dark & inside[:90]).sum() / (dark | inside[:90]).sum()
    assert overlap > 0.93


def test_pictures_differ_in_colour_and_sharpness():
    light = np.full((40, 60, 3), 200.0)
    light[:, 30:] = 80
    pictures = [take_picture(np.random.default_rng(seed), light, 5.0) for seed in range(30)]
    bright = np.array([picture[10:20, 5:20].mean() for picture in pictures])
    steepest = [np.abs(np.diff(p.astype(int), axis=1)).mean(axis=(0, 2)).max() for p in pictures]
    assert bright.std() > 5
    assert max(steepest) > 2 * min(steepest)
