import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from web_project import rectangle

from mmcsam.structures.instance_mask import InstanceMask
from mmcsam.structures.outline import trace_outlines
from mmcsam.web.edits.strokes import (
    as_points,
    cover_stroke,
    fill_outline,
    largest_part,
    without_holes,
)

SIZE = (96, 64)


def drawn(text):
    rows = [[mark == "#" for mark in row] for row in text.split()]
    return InstanceMask.cut(np.array(rows), image_size=SIZE)


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 80), st.integers(0, 50), st.integers(0, 2**32 - 1))
def test_outline_of_a_mask_gives_the_mask(left, top, seed):
    blob = np.random.default_rng(seed).random((12, 14)) < 0.6
    blob[6, :] = True  # one part
    part = without_holes(largest_part(InstanceMask.cut(blob, left, top, SIZE)))
    outlines = trace_outlines(part.crop, part.left, part.top)
    if len(outlines) == 1:
        again = fill_outline(outlines[0].exterior.ravel().tolist(), SIZE)
        assert again.bbox == part.bbox and (again.crop == part.crop).all()


def test_outline_beyond_the_image_is_cut():
    assert fill_outline([-50, -50, 10, -50, 10, 10, -50, 10], SIZE).bbox == (0, 0, 10, 10)
    assert fill_outline([90, 60, 1e9, 60, 1e9, 1e9, 90, 1e9], SIZE).bbox == (90, 60, 6, 4)


def test_slope_at_the_border_is_kept():
    """A corner beyond the image does not bend the sides that lead to it."""
    triangle = fill_outline([-20, 10, 20, -30, 20, 50], SIZE)
    inside = np.zeros(SIZE[::-1], bool)
    left, top, width, height = triangle.bbox
    inside[top : top + height, left : left + width] = triangle.crop > 0
    assert inside[10, 0] and inside[25, 0] and not inside[32, 0]


def test_crossing_outline_keeps_the_largest_part():
    mask = fill_outline([0, 0, 20, 20, 20, 0, 0, 20, 0, 18, 18, 0], SIZE)
    assert mask.parts() == 1


@pytest.mark.parametrize(
    "outline",
    [[1, 1, 2, 2], [1, 1, 2, 2, 3], [1, 1, 5, 5, 9, 9], [-9, -9, -5, -9, -5, -5]]
    + [[0, 0, 5, float("nan"), 5, 5]],
)
def test_outline_of_nothing(outline):
    with pytest.raises(ValueError, match="draw it again"):
        fill_outline(outline, SIZE)


def test_dot():
    dot = cover_stroke([10.5, 20.5], 0.5, SIZE)
    assert (dot.bbox, dot.crop.sum()) == ((10, 20, 1, 1), 1)


@pytest.mark.parametrize("radius", [2.0, 5.0, 12.5])
def test_disc_has_its_radius(radius):
    disc = cover_stroke([48.5, 32.5], radius, SIZE)
    left, top, width, height = disc.bbox
    assert abs(width - 2 * radius) <= 1.01 and abs(height - 2 * radius) <= 1.01
    assert left + width / 2 == 48.5 and top + height / 2 == 32.5
    assert np.count_nonzero(disc.crop) == pytest.approx(np.pi * radius**2, abs=2 * radius)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.floats(-20, 110), min_size=4, max_size=4), st.floats(0.6, 30))
def test_pixels_whose_middle_is_near_the_line(line, radius):
    x, y = np.meshgrid(np.arange(96) + 0.5, np.arange(64) + 0.5)
    start, end = np.array(line[:2]), np.array(line[2:])
    steps = np.linspace(0, 1, 500)[:, None, None]
    dx, dy = (x - start[0] - steps * (end - start)[0]), (y - start[1] - steps * (end - start)[1])
    distance = np.sqrt((dx**2 + dy**2).min(axis=0))
    stroke = cover_stroke(line, radius, SIZE)
    covered = np.zeros((64, 96), bool)
    if stroke is not None:
        left, top, width, height = stroke.bbox
        covered[top : top + height, left : left + width] = stroke.crop > 0
    sure = np.abs(distance - radius) > 0.06
    assert (covered == (distance <= radius))[sure].all()


def test_stroke_is_joined_and_cut_at_the_border():
    stroke = cover_stroke([-20.0, 10.5, 120.0, 10.5], 3, SIZE)
    assert stroke.bbox[0] == 0 and stroke.bbox[2] == 96 and stroke.parts() == 1
    assert cover_stroke([-50, -50, -40, -50], 3, SIZE) is None
    assert cover_stroke([1e300, 1e300], 3, SIZE) is None


def test_bad_strokes():
    for radius in (0, -1, 1001, float("nan")):
        with pytest.raises(ValueError, match="radius"):
            cover_stroke([1, 1], radius, SIZE)
    with pytest.raises(ValueError, match="x and y"):
        cover_stroke([], 1, SIZE)
    assert as_points([1, 2]).shape == (1, 2)


def test_holes_and_parts():
    ring = drawn("##### #...# #.#.# #...# #####")
    assert np.count_nonzero(without_holes(ring).crop) == 25
    two = drawn("##... ##..# ....#")
    assert largest_part(two).bbox == (0, 0, 2, 2)
    assert largest_part(rectangle(3, 4, 5, 6)).bbox == (3, 4, 5, 6)
