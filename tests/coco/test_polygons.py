"""Polygons as COCO and others nest them."""

import math

import numpy as np
import pytest

from mmcsam.coco.polygons import as_polygons, far_reach, polygon_fault, swapped_axes

FLAT = [1, 1, 4, 1, 4, 3]
POINTS = [[1, 1], [4, 1], [4, 3]]


@pytest.mark.parametrize(
    ("segmentation", "expected"),
    [
        ([FLAT], [FLAT]),
        (FLAT, [FLAT]),
        (POINTS, [FLAT]),
        ([POINTS], [FLAT]),
        ([POINTS, FLAT, POINTS], [FLAT] * 3),
        ([[float(x) for x in FLAT]], [FLAT]),
    ],
)
def test_one_meaning(segmentation, expected):
    polygons, lost = as_polygons(segmentation)
    assert [polygon.tolist() for polygon in polygons] == expected
    assert lost == 0


@pytest.mark.parametrize(
    ("segmentation", "kept", "lost"),
    [
        ([[]], 0, 1),
        ([[1, 2, 3, 4]], 0, 1),
        ([[1, 2], [3, 4]], 0, 2),
        ([FLAT, [1, 2]], 1, 1),
        ([], 0, 0),
    ],
)
def test_under_three_points(segmentation, kept, lost):
    polygons, left_out = as_polygons(segmentation)
    assert (len(polygons), left_out) == (kept, lost)


@pytest.mark.parametrize(
    ("segmentation", "message"),
    [
        ([[*FLAT, 5]], "a polygon has 7 numbers; expected x and y of each point"),
        ([["1", 1, 2, 2, 3, 3]], "a polygon is no list of numbers"),
        ([[True, 1, 2, 2, 3, 3]], "a polygon is no list of numbers"),
        ([[1, 1, math.nan, 2, 3, 3]], "a polygon is no list of numbers"),
        ([[10**400, 1, 2, 2, 3, 3]], "a polygon is no list of numbers"),
        ([{"x": 1, "y": 2}] * 3, "a polygon is no list of numbers"),
        (["012345"], "a polygon is no list of numbers"),
        ([[[POINTS]]], "a polygon is no list of numbers"),
    ],
)
def test_no_polygon(segmentation, message):
    with pytest.raises(ValueError, match=message):
        as_polygons(segmentation)


@pytest.mark.parametrize(
    ("polygons", "fault"),
    [
        ([], None),
        ([[]], None),
        ([[-600, 0, 600, 0, 600, 4]], None),  # a hundred times the longer side
        ([[0, 0, 6, 0, 6, 4], [0, 0, -601, 0, 6, 4]], "a polygon reaches to -601"),
        ([[0, 0, 6, 0, 6, math.inf]], "a polygon is no list of numbers"),
        (["012345"], "a polygon is no list of numbers"),
    ],
)
def test_polygon_faults(polygons, fault):
    found = polygon_fault(polygons, 6, 4)
    assert found is None if fault is None else found.startswith(fault)


def test_far_reach():
    assert far_reach([np.array([-600.0, 0, 600, 0, 600, 4])], 6, 4) is None
    assert far_reach([np.array([0, 0, -601.0, 0, 6, 4])], 6, 4) == "a polygon reaches to -601"


def flat(*numbers):
    return [np.array(numbers, float)]


@pytest.mark.parametrize(
    ("polygons", "box", "expected"),
    [
        (flat(5, 1, 40, 1, 40, 8), [5, 1, 35, 7], False),
        (flat(1, 5, 1, 40, 8, 40), None, True),  # below the image of 48x10
        (flat(1, 2, 1, 9, 4, 9), [2, 1, 7, 3], True),  # inside either way: the box tells
        (flat(1, 2, 1, 9, 4, 9), [1, 2, 3, 7], False),
        (flat(1, 2, 1, 9, 4, 9), [0, 0, 48, 10], False),  # a box that fits neither tells nothing
        (flat(1, 2, 1, 9, 4, 9), ["1", 2, 3, 7], False),
        (flat(2, 2, 2, 6, 6, 6), [2, 2, 4, 4], False),
    ],
)
def test_swapped_axes(polygons, box, expected):
    assert swapped_axes(polygons, box, 48, 10) is expected
