import numpy as np
import pytest

from mmcsam.evaluation.bootstrap import Interval, percentile_intervals, resampling


def test_each_resample_has_as_many_images_as_there_are():
    weights = resampling(5, 2000, seed=3)
    assert weights.shape == (2000, 5)
    assert (weights.sum(axis=1) == 5).all()
    assert (weights == weights.round()).all()
    # Each image counts once on average, and in (4 / 5)**5 of the resamples not at all.
    assert weights.mean(axis=0) == pytest.approx(np.ones(5), abs=0.08)
    assert (weights == 0).mean() == pytest.approx(0.8**5, abs=0.03)


def test_a_seed_repeats_the_draws():
    weights = resampling(6, 10, seed=1)
    np.testing.assert_array_equal(weights, resampling(6, 10, seed=1))
    assert not np.array_equal(weights, resampling(6, 10, seed=2))


def test_one_image_is_always_drawn():
    assert resampling(1, 3, seed=0).tolist() == [[1], [1], [1]]


def test_middle_of_each_column():
    column = np.random.default_rng(0).permutation(np.arange(101.0))
    samples = np.column_stack([column, -2 * column])
    assert percentile_intervals(samples, 0.5) == [Interval(25, 75), Interval(-150, -50)]
    assert percentile_intervals(samples, 0.9)[0] == pytest.approx((5, 95))


def test_undefined_resamples_are_left_out():
    column = np.append(np.arange(101.0), np.full(50, np.nan))
    nothing = np.full(151, np.nan)
    defined, undefined = percentile_intervals(np.column_stack([column, nothing]), 0.9)
    assert defined == pytest.approx((5, 95))
    assert np.isnan(undefined).all()
