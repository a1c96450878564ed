"""Outlines along pixels' edges give their mask back."""

import tracemalloc

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mmcsam.structures.filled_rings import fill_rings
from mmcsam.structures.instance_mask import InstanceMask
from mmcsam.structures.outline import trace_outlines


@given(arrays(bool, st.tuples(st.integers(1, 9), st.integers(1, 9))))
@settings(deadline=None)
def test_the_inverse_of_tracing(mask):
    rings = []
    if mask.any():
        for part in trace_outlines(mask.astype(np.uint8), 0, 0):
            rings += [part.exterior, *part.holes]
    filled = fill_rings(rings, mask.shape[::-1])
    if not mask.any():
        assert filled is None
    else:
        assert filled.rle == InstanceMask.cut(mask).rle


def test_what_lies_outside_is_left_out():
    ring = np.array([[-5, -5], [2, -5], [2, 1], [-5, 1]])
    filled = fill_rings([ring], (4, 3))
    assert filled.bbox == (0, 0, 2, 1)
    assert filled.crop.all()
    assert fill_rings([ring + 1e9], (4, 3)) is None
    assert fill_rings([], (4, 3)) is None


def test_a_pixel_counts_by_its_centre():
    ring = np.array([[0.4, 0.4], [1.6, 0.4], [1.6, 1.4], [0.4, 1.4]])
    filled = fill_rings([ring], (3, 3))
    assert filled.bbox == (0, 0, 2, 1)
    assert filled.crop.all()


def test_only_the_box_of_the_outlines_is_drawn():
    ring = np.array([[0, 0], [5, 0], [5, 5]]) + 10**6
    tracemalloc.start()
    assert fill_rings([ring], (2**21, 2**21)).bbox == (10**6, 10**6, 5, 5)
    assert tracemalloc.get_traced_memory()[1] < 2**22
    tracemalloc.stop()
