"""Densities add up, and light falls with them."""

import numpy as np
import pytest

from mmcsam.synthesis.canvas import Canvas


def test_an_empty_canvas_lets_all_light_through():
    canvas = Canvas((2, 3))
    assert (canvas.density.shape, canvas.density.dtype) == ((2, 3, 3), np.float32)
    light = canvas.light(np.array([10, 20, 30], np.float32))
    assert (light == [10, 20, 30]).all()


def test_light_falls_exponentially():
    canvas = Canvas((1, 1))
    canvas.add(0, 0, np.log([[[2.0, 4.0, 1.0]]]), 0.0)
    np.testing.assert_allclose(canvas.light(np.full(3, 200.0)), [[[100, 50, 200]]], rtol=1e-6)


def test_an_object_has_its_place():
    canvas = Canvas((4, 5))
    canvas.add(1, 2, np.ones((2, 3, 3)), 0.0)
    expected = np.zeros((4, 5))
    expected[1:3, 2:5] = 1
    for channel in np.moveaxis(canvas.density, 2, 0):
        np.testing.assert_array_equal(channel, expected)


@pytest.mark.parametrize(("displaced", "left"), [(0.0, 3), (0.75, 1.5), (1.0, 1)])
def test_what_lies_below_is_displaced(displaced, left):
    canvas = Canvas((1, 1))
    canvas.add(0, 0, np.full((1, 1, 3), 2.0), 0.0)
    canvas.add(0, 0, np.ones((1, 1, 3)), displaced)
    assert canvas.density.tolist() == [[[left] * 3]]


def test_pixels_are_displaced_each_on_its_own():
    canvas = Canvas((1, 3))
    canvas.add(0, 0, np.full((1, 3, 3), 2.0), 0.0)
    canvas.add(0, 1, np.zeros((1, 2, 3)), np.array([[0.5, 1.0]]))
    assert canvas.density[0, :, 0].tolist() == [2, 1, 0]


def test_nothing_can_be_added():
    canvas = Canvas((2, 2))
    canvas.add(2, 0, np.zeros((0, 2, 3)), np.zeros((0, 2)))
    assert not canvas.density.any()
