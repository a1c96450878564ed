"""Outlines along pixels' edges give their mask back."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mmcsam.structures.filled_rings import fill_rings
from mmcsam.structures.outline import trace_outlines


@given(arrays(bool, st.tuples(st.integers(1, 9), st.integers(1, 9))))
@settings(deadline=None)
def test_the_inverse_of_tracing(mask):
    rings = []
    if mask.any():
        for part in trace_outlines(mask.astype(np.uint8), 0, 0):
            rings += [part.exterior, *part.holes]
    assert np.array_equal(fill_rings(rings, mask.shape[::-1]), mask)


def test_what_lies_outside_is_left_out():
    ring = np.array([[-5, -5], [2, -5], [2, 1], [-5, 1]])
    assert fill_rings([ring], (4, 3)).sum(axis=1).tolist() == [2, 0, 0]
    assert not fill_rings([ring + 1e9], (4, 3)).any()


def test_a_pixel_counts_by_its_centre():
    ring = np.array([[0.4, 0.4], [1.6, 0.4], [1.6, 1.4], [0.4, 1.4]])
    assert fill_rings([ring], (3, 3)).astype(int).tolist() == [[1, 1, 0], [0, 0, 0], [0, 0, 0]]
