"""Which value of a mask is its background, told by borders, areas and shapes."""

import cv2
import numpy as np
import pytest
from disc_labels import binary, discs, membranes, tissue

from mmcsam.converters.masks.background import find_background

LABELS = discs()
COUNT = int(LABELS.max())
TOUCHING = discs(touching=True)
TISSUE = tissue()


def other_than_0(labels, value):
    """Return labels with another background; cells take its place where they have its number."""
    labels = labels.astype(np.int64)
    return np.where(labels == 0, value, np.where(labels == value, labels.max() + 1, labels))


@pytest.mark.parametrize(
    "mask",
    [
        LABELS,
        TOUCHING,
        LABELS.astype(np.uint32) + 70_000 * (LABELS > 0),
        np.where(membranes(TISSUE), 0, TISSUE),  # cells take nearly all of the border
        binary(LABELS),
        binary(LABELS, 1),
        np.where(membranes(TISSUE), 0, 255),
        np.zeros((9, 9), np.uint8),
        np.pad(np.ones((3, 3), np.uint8), ((0, 9), (4, 4))),
    ],
)
def test_0_as_usual(mask):
    found = find_background(mask)
    assert (found.value, found.usual, found.clear, found.seen) == (0, True, True, "")


@pytest.mark.parametrize("labels", [LABELS, TOUCHING])
@pytest.mark.parametrize(
    ("value", "role"), [(1, "commonest"), (255, "largest"), (4, "commonest"), (65_535, "largest")]
)
def test_another_value(labels, value, role):
    found = find_background(other_than_0(labels, value))
    assert (found.value, found.usual, found.clear, found.role) == (value, False, True, role)


@pytest.mark.parametrize("labels", [LABELS, TOUCHING])
def test_cells_that_count_from_0_before_the_background(labels):
    """0 is a cell, the highest number the background."""
    mask = other_than_0(labels, 0).astype(np.int64) - 1
    mask[labels == 0] = labels.max()
    found = find_background(mask)
    assert (found.value, found.clear, found.role) == (labels.max(), True, "largest")
    assert "0 takes 0% and" in found.seen


@pytest.mark.parametrize(
    ("mask", "value"),
    [
        (255 - binary(LABELS), 255),
        (1 - binary(LABELS, 1), 1),
        (binary(LABELS) // 255 + 1, 1),
        (2 - binary(LABELS, 1), 2),
        (255 - binary(discs((40, 40), 6)), 255),
    ],
)
def test_two_values(mask, value):
    found = find_background(mask)
    assert (found.value, found.usual, found.clear) == (value, False, True)
    assert f"{value} takes 100% of the border" in found.seen


def test_tissue_without_background():
    found = find_background(TISSUE)
    assert (found.value, found.clear) == (None, True)


def close_up():
    mask = np.zeros((60, 80), np.uint8)
    cv2.circle(mask, (40, 30), 42, 255, -1)  # 0 is left in the corners
    return mask


UNCLEAR = {
    "one cell wider than the image": close_up(),
    "one value all over": np.full((20, 30), 255, np.uint8),
    "cells or the net between them": 255 - np.where(membranes(TISSUE), 0, 255),
    "two halves": np.where(np.arange(40) < 20, 1, 2) * np.ones((30, 1), int),
    "0 between cells on a field": np.where(
        cv2.morphologyEx(LABELS, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) > 0,
        0,
        other_than_0(LABELS, 1),
    ),
}


@pytest.mark.parametrize("case", UNCLEAR)
def test_not_clear(case):
    found = find_background(UNCLEAR[case])
    assert not found.clear
    assert found.seen


def test_gaps_between_round_cells_are_no_cells():
    """Discs that touch leave gaps inside, which are not convex."""
    mask = np.zeros((120, 120), np.uint8)
    for y in range(0, 121, 30):
        for x in range(0, 121, 30):
            cv2.circle(mask, (x, y), 15, 255, -1)
    assert not find_background(mask).clear


def test_what_is_shown_black():
    """A palette may have its black anywhere."""
    mask = other_than_0(LABELS, 9)
    found = find_background(mask, black=9)
    assert (found.value, found.usual, found.clear, found.seen) == (9, True, True, "")
    assert find_background(255 - binary(LABELS), black=255).usual
