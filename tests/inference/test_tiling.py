"""Tiles partition an image, show their context, and begin where the network's stride does."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mmcsam.inference.tiling import Box, Tile, depth_in_core, plan_tiles


@st.composite
def plans(draw):
    """Arguments of plan_tiles, on images of up to a dozen tiles a side."""
    step = draw(st.sampled_from([1, 8, 32, 64]))
    context = draw(st.integers(0, 5 * step))
    least = math.ceil((2 * context + step) / step)
    tile = step * draw(st.integers(least, least + 10))
    width, height = (draw(st.integers(1, 8 * tile)) for _ in range(2))
    return width, height, tile, context, step


@settings(max_examples=300, deadline=None)
@given(plans())
def test_any_plan(plan):
    width, height, tile, context, step = plan
    tiles = plan_tiles(*plan)
    cores = [core for core, _ in tiles]
    assert sum(core.width * core.height for core in cores) == width * height
    # With the sum, that they are the squares of a grid makes them a partition.
    columns, rows = ({(core[i], core[i + 2]) for core in cores} for i in (0, 1))
    for spans, size in ((sorted(columns), width), (sorted(rows), height)):
        assert [begin for begin, _ in spans] == [0, *(end for _, end in spans[:-1])]
        assert spans[-1][1] == size
        assert all(begin < end for begin, end in spans)
        # One tile less would not reach the end.
        whole = (tile - 2 * context) // step * step
        assert len(spans) == 1 or size > tile + (len(spans) - 2) * whole
    assert cores == [Box(left, top, right, bottom) for top, bottom in sorted(rows)
                     for left, right in sorted(columns)]  # fmt: skip
    for core, window in tiles:
        assert window == core.grown(context).clipped((width, height))
        assert window.left % step == window.top % step == 0
        assert max(window.width, window.height) <= tile


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 150), st.integers(1, 150), st.integers(0, 8))
def test_every_pixel_is_in_one_core(width, height, context):
    count = np.zeros((height, width), int)
    for core, window in plan_tiles(width, height, 32, context, 8):
        count[core.top : core.bottom, core.left : core.right] += 1
        assert window.left >= 0 <= window.top
        assert window.right <= width and window.bottom <= height
    assert (count == 1).all()


@pytest.mark.parametrize("size", [(1, 1), (640, 480), (1024, 1024), (1024, 3), (63, 1000)])
def test_a_small_image_is_one_tile(size):
    whole = Box(0, 0, *size)
    assert plan_tiles(*size, 1024) == [Tile(whole, whole)]


def test_one_pixel_more_is_two_tiles():
    assert plan_tiles(1025, 40, 1024) == [
        Tile(Box(0, 0, 512, 40), Box(0, 0, 832, 40)),
        Tile(Box(512, 0, 1025, 40), Box(192, 0, 1025, 40)),
    ]


def test_outer_cores_may_be_larger():
    """They need context on one side: 704 + 384 + 704 = 1792."""
    assert [core[::2] for core, _ in plan_tiles(1792, 9, 1024)] == [
        (0, 704),
        (704, 1088),
        (1088, 1792),
    ]
    assert len(plan_tiles(1793, 9, 1024)) == 4


def test_cores_are_equal_where_they_can_be():
    """897 / 3 = 299, and borders on multiples of 64; the middle one could be 384."""
    assert [core[::2] for core, _ in plan_tiles(897, 9, 512, 64)] == [
        (0, 320),
        (320, 576),
        (576, 897),
    ]


@pytest.mark.parametrize("size", [*range(1025, 4000, 41), 10_000, 100_000])
def test_no_slivers(size):
    widths = [core.width for core, _ in plan_tiles(size, 100, 1024)]
    assert min(widths) >= 256
    inner = widths[1:-1]
    assert max(inner, default=0) <= 384
    if max(widths) < 384:  # all could be equal; borders lie on multiples of 64
        assert max(widths) - min(widths) <= 2 * 64
    assert abs(widths[0] - widths[-1]) <= 2 * 64


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"width": 0}, "width is 0, expected a whole number of 1 or more"),
        ({"height": -3}, "height is -3, expected a whole number of 1"),
        ({"step": 0}, "step is 0"),
        ({"context": -1}, "context is -1, expected a whole number of 0"),
        ({"tile": 0}, "tile is 0, expected a multiple of 64"),
        ({"tile": 1000}, "tile is 1000, expected a multiple of 64"),
        ({"tile": 640}, "tile is 640, expected 704 or more"),
        ({"tile": 704, "context": 321}, "tile is 704, expected 706 or more"),
    ],
)
def test_what_cannot_be_planned(arguments, message):
    with pytest.raises(ValueError, match=message):
        plan_tiles(**{"width": 2000, "height": 2000, "tile": 1024, **arguments})


def test_boxes():
    box = Box(2, 3, 10, 8)
    assert (box.width, box.height) == (8, 5)
    assert box.grown(3) == Box(-1, 0, 13, 11)
    assert box.grown(3).clipped((12, 20)) == Box(0, 0, 12, 11)
    assert box.contains(2, 3) and box.contains(9.99, 7.99)
    assert not any(box.contains(*point) for point in [(1.99, 5), (10, 5), (5, 2.99), (5, 8)])


@pytest.mark.parametrize(
    ("x", "y", "depth"),
    [
        (150, 150, 50),
        (101, 150, 1),
        (150, 199.5, 0.5),
        (100, 150, 0),
        (200, 200, 0),
        (95, 150, -5),
        (150, 203, -3),
        (95, 203, -5),  # beyond a corner: the farther border
    ],
)
def test_depth_between_four_borders(x, y, depth):
    assert depth_in_core(Box(100, 100, 200, 200), x, y, (300, 300)) == depth


def test_the_edge_of_the_image_is_no_border():
    assert depth_in_core(Box(0, 0, 100, 100), 1, 30, (300, 300)) == 70
    assert depth_in_core(Box(200, 100, 300, 300), 299, 299, (300, 300)) == 99
    assert depth_in_core(Box(0, 100, 300, 200), 3, 120, (300, 300)) == 20
    assert depth_in_core(Box(0, 0, 300, 300), 3, 3, (300, 300)) == math.inf
