"""Intensities to 8 bits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmcsam.images.intensity import IntensityMapping


def test_values_by_hand():
    mapped, below, above = IntensityMapping(-2, 3).apply(np.array([-9.0, -2, 0, 0.5, 3, 3.1]))
    assert mapped.tolist() == [0, 0, 102, 128, 255, 255]  # 2/5 and 2.5/5 of 255
    assert mapped.dtype == np.uint8
    assert (below, above) == (1, 1)


def test_eight_bits_are_kept():
    values = np.arange(256, dtype=np.uint8)
    mapped, below, above = IntensityMapping(0, 255).apply(values)
    np.testing.assert_array_equal(mapped, values)
    assert (below, above) == (0, 0)


@given(
    st.lists(st.integers(0, 65535), min_size=2, max_size=50),
    st.integers(0, 60000),
    st.integers(1, 5000),
)
def test_monotonic_and_clipped(values, low, span):
    values = np.sort(np.array(values, np.uint16))
    mapped, below, above = IntensityMapping(low, low + span).apply(values)
    assert (np.diff(mapped.astype(int)) >= 0).all()
    assert below == sum(value < low for value in values.tolist())
    assert above == sum(value > low + span for value in values.tolist())
    assert (mapped[values <= low] == 0).all() and (mapped[values >= low + span] == 255).all()


@pytest.mark.parametrize(("low", "high"), [(1, 1), (2, 1), (float("nan"), 1), (0, float("inf"))])
def test_bad_range(low, high):
    with pytest.raises(ValueError, match="two finite values, the lower first; got"):
        IntensityMapping(low, high)


def test_what_is_recorded():
    assert IntensityMapping(-2, 3.5, "by eye").info() == {
        "low": -2,
        "high": 3.5,
        "origin": "by eye",
        "formula": "8-bit value = rint(255 * (value - low) / (high - low)), clipped to 0..255",
    }


def test_small_types_do_not_overflow():
    mapped, below, above = IntensityMapping(-100, 300).apply(np.array([-128, 0, 127], np.int8))
    assert mapped.tolist() == [0, 64, 145]  # 100/400 and 227/400 of 255
    assert (below, above) == (1, 0)


def test_no_pixels():
    mapped, below, above = IntensityMapping(0, 1).apply(np.zeros((0, 3)))
    assert (mapped.shape, mapped.dtype, below, above) == ((0, 3), np.uint8, 0, 0)
