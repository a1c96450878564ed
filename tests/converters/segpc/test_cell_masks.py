"""Nucleus, cytoplasm and cell put together to masks."""

import numpy as np
import pytest

from mmcsam.coco.data import CocoImage, CocoInstance
from mmcsam.converters.segpc.cell_masks import group_cells, paint_cells
from mmcsam.structures.rle import encode_crop


def part(category, columns, score=None, number=None):
    """An object in row 1 of an image of 3x10, from one column to another."""
    first, last = columns
    rle = encode_crop(np.ones((1, last - first + 1), np.uint8), first, 1, (10, 3))
    return CocoInstance(1, category, rle, score, number)


def group(*parts):
    return group_cells(CocoImage(1, "a.bmp", 10, 3, list(parts)))


def paint(groups):
    """Return row 1 of each mask; all other rows are empty."""
    painted = {}
    for number, mask in paint_cells(groups):
        assert mask.dtype == np.uint8
        assert not mask[[0, 2]].any()
        painted[number] = mask[1].tolist()
    return painted


def test_instance_numbers_are_kept():
    nucleus, cytoplasm = part("nucleus", (2, 3), number=7), part("cytoplasm", (1, 5), number=7)
    other = part("cell", (8, 9), number=2)
    assert group(nucleus, other, cytoplasm) == ({7: [nucleus, cytoplasm], 2: [other]}, 0)


def test_nothing():
    assert group() == ({}, 0)
    assert list(paint_cells({})) == []


def test_predicted_cells_are_numbered_by_falling_score():
    unsure, sure = part("cell", (0, 3), 0.6), part("cell", (6, 9), 0.9)
    assert group(unsure, sure) == ({1: [sure], 2: [unsure]}, 0)


def test_a_predicted_nucleus_needs_half_of_itself_in_a_cell():
    cell = part("cell", (4, 9), 0.9)
    half, less = part("nucleus", (2, 5), 0.8), part("nucleus", (1, 5), 0.8)
    assert group(cell, half, less) == ({1: [cell, half]}, 1)


def test_a_predicted_nucleus_goes_to_the_cell_that_holds_most_of_it():
    left, right = part("cell", (0, 4), 0.9), part("cell", (3, 9), 0.8)
    nucleus = part("nucleus", (4, 6), 0.7)
    assert group(nucleus, left, right) == ({1: [left], 2: [right, nucleus]}, 0)


@pytest.mark.parametrize("count", [0, 2])
def test_predicted_nuclei_without_any_cell(count):
    assert group(*[part("nucleus", (1, 2), 0.9)] * count) == ({}, count)


def test_a_nucleus_is_painted_over_its_cell_whatever_the_order():
    parts = [part(*item) for item in (("nucleus", (2, 3)), ("cell", (1, 5)))]
    expected = [0, 20, 40, 40, 20, 20, 0, 0, 0, 0]
    assert paint({3: parts}) == {3: expected}
    assert paint({3: parts[::-1]}) == {3: expected}
    assert paint({3: [part("cytoplasm", (1, 5)), parts[0]]}) == {3: expected}


def test_cells_come_by_their_number():
    assert paint({10: [part("cell", (0, 0))], 2: [part("cytoplasm", (9, 9))]}) == {
        2: [0] * 9 + [20],
        10: [20] + [0] * 9,
    }
    assert list(paint({10: [part("cell", (0, 0))], 2: [part("cell", (9, 9))]})) == [2, 10]


def test_a_predicted_nucleus_ends_at_its_cells_outline():
    parts = [part("cell", (4, 7), 0.9), part("nucleus", (2, 5), 0.8)]
    assert paint({1: parts}) == {1: [0, 0, 0, 0, 40, 40, 20, 20, 0, 0]}


def test_an_annotated_nucleus_keeps_every_pixel():
    parts = [part("cell", (4, 7), number=1), part("nucleus", (2, 5), number=1)]
    assert paint({1: parts}) == {1: [0, 0, 40, 40, 40, 40, 20, 20, 0, 0]}
