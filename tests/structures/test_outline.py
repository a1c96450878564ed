import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from shapely.geometry import MultiPolygon, Polygon

from mmcsam.structures.outline import trace_outlines


def shape_of(outlines):
    return MultiPolygon([Polygon(part.exterior, part.holes) for part in outlines])


def filled(outlines, size):
    """Fill the outlines by the crossing rule, at the pixels' centres."""
    inside = np.zeros(size, bool)
    rows, columns = np.indices(size) + 0.5
    for part in outlines:
        for ring in (part.exterior, *part.holes):
            for (x0, y0), (x1, y1) in zip(ring, np.roll(ring, -1, axis=0), strict=True):
                if x0 == x1:
                    inside ^= (columns < x0) & (rows > min(y0, y1)) & (rows < max(y0, y1))
    return inside


def picture(*rows):
    return np.array([[pixel == "#" for pixel in row] for row in rows])


masks = npst.arrays(
    np.uint8,
    npst.array_shapes(min_dims=2, max_dims=2, max_side=9),
    elements=st.sampled_from([0, 20]),
)


@settings(max_examples=300, deadline=None)
@given(mask=masks, left=st.integers(0, 5), top=st.integers(0, 5))
def test_exact_and_valid(mask, left, top):
    outlines = trace_outlines(mask, left, top)
    labels, _ = cv2.connectedComponents(mask, connectivity=4)
    assert len(outlines) == labels - 1
    shape = shape_of(outlines)
    assert shape.is_valid
    assert shape.area == np.count_nonzero(mask)
    whole = np.pad(mask > 0, ((top, 0), (left, 0)))
    np.testing.assert_array_equal(filled(outlines, whole.shape), whole)
    for part in outlines:
        assert Polygon(part.exterior).exterior.is_ccw
        assert not any(Polygon(hole).exterior.is_ccw for hole in part.holes)
        for ring in (part.exterior, *part.holes):  # no corner where the edge goes straight on
            steps = np.diff(np.vstack((ring, ring[:2])), axis=0)
            assert (steps == 0).any(axis=1).all()
            assert ((steps[1:] != 0) != (steps[:-1] != 0)).all()


def test_large_shapes_with_holes():
    mask = np.zeros((400, 500), np.uint8)
    cv2.circle(mask, (200, 200), 180, 1, -1)
    cv2.circle(mask, (180, 190), 60, 0, -1)
    cv2.ellipse(mask, (180, 190), (30, 20), 25, 0, 360, 1, -1)
    cv2.rectangle(mask, (420, 10), (499, 399), 1, 3)
    outlines = trace_outlines(mask)
    assert [len(part.holes) for part in outlines] == [1, 1, 0]
    assert shape_of(outlines).is_valid
    assert shape_of(outlines).area == np.count_nonzero(mask)


def test_pixels_that_meet_at_a_corner_are_separate_parts():
    outlines = trace_outlines(picture("#.", ".#"), left=7, top=1)
    assert [part.exterior.tolist() for part in outlines] == [
        [[7, 1], [8, 1], [8, 2], [7, 2]],
        [[8, 2], [9, 2], [9, 3], [8, 3]],
    ]


def test_a_gap_closed_at_a_corner_is_a_hole():
    """The ring around the object reaches the hole through one corner: cut there, it is valid."""
    [part] = trace_outlines(picture("###", "#.#", "##."))
    assert [hole.tolist() for hole in part.holes] == [[[2, 2], [2, 1], [1, 1], [1, 2]]]
    assert shape_of([part]).is_valid
    assert shape_of([part]).area == 7


def test_holes_that_meet_at_a_corner_are_separate():
    [part] = trace_outlines(picture("####", "#.##", "##.#", "####"))
    assert len(part.holes) == 2
    assert shape_of([part]).is_valid


def test_an_island_in_a_hole_that_touches_it_at_corners():
    outlines = trace_outlines(picture("#####", "##.##", "#.#.#", "##.##", "#####"))
    assert [len(part.holes) for part in outlines] == [1, 0]
    assert shape_of(outlines).is_valid
    assert shape_of(outlines).area == 21


@pytest.mark.parametrize("size", [(0, 0), (3, 2)])
def test_empty(size):
    assert trace_outlines(np.zeros(size, np.uint8)) == []
