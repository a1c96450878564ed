import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from web_project import rectangle

from mmcsam.structures.instance_mask import InstanceMask
from mmcsam.structures.mask_union import union
from mmcsam.web.edits.mask_sets import difference, split

SIZE = (96, 64)


def full(mask):
    canvas = np.zeros(SIZE[::-1], bool)
    left, top, width, height = mask.bbox
    canvas[top : top + height, left : left + width] = mask.crop > 0
    return canvas


boxes = st.tuples(st.integers(0, 80), st.integers(0, 50), st.integers(1, 16), st.integers(1, 14))


@settings(deadline=None, max_examples=25)
@given(boxes, boxes)
def test_as_sets_of_pixels(first, second):
    a, b = rectangle(*first), rectangle(*second)
    assert (full(union([a, b])) == (full(a) | full(b))).all()
    rest, expected = difference(a, b), full(a) & ~full(b)
    assert (rest is None) == (not expected.any())
    assert rest is None or (full(rest) == expected).all()


def disc(radius=20, centre=(48, 32)):
    canvas = np.zeros(SIZE[::-1], np.uint8)
    return InstanceMask.cut(cv2.circle(canvas, centre, radius, 1, -1))


@settings(deadline=None, max_examples=25)
@given(st.floats(-12, 12), st.floats(-12, 12))
def test_parts_of_a_cut_make_up_the_cell(above, below):
    cell = disc()
    parts = split(cell, [48 + above, 2, 48 + below, 62])
    assert len(parts) == 2
    assert sum(full(part).astype(int) for part in parts).max() == 1
    assert (full(union(parts)) == full(cell)).all()
    assert np.count_nonzero(parts[0].crop) >= np.count_nonzero(parts[1].crop)


def test_cross_gives_four():
    stroke = [48, 2, 48, 62, 90, 62, 90, 32, 2, 32]
    assert len(split(disc(), stroke)) == 4


def test_slivers_are_no_cells():
    wavy = [x for y in range(10, 56) for x in (28.6 + (y % 2) * 0.8, float(y))]
    cell = disc()
    with pytest.raises(ValueError, match="in two"):
        split(cell, wavy)  # along the left edge


@pytest.mark.parametrize("stroke", [[40, 2, 40, 30], [0, 0, 5, 5], [48, 32, 50, 33]])
def test_stroke_that_does_not_reach_through(stroke):
    with pytest.raises(ValueError, match="side to side"):
        split(disc(), stroke)


def test_cell_in_two_parts():
    two = union([rectangle(0, 0, 10, 10), rectangle(40, 0, 10, 10)])
    parts = split(two, [5, -5, 5, 20])
    assert len(parts) == 3
    with pytest.raises(ValueError, match="in two"):
        split(two, [25, -5, 25, 20])  # between them
    with pytest.raises(ValueError, match="2 points"):
        split(two, [25, -5])
