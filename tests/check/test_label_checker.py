"""Annotations beside label images: what agrees, and what does not."""

import numpy as np
import pytest
from checked_sample import HEIGHT, WIDTH
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mmcsam.check.finding import FindingKind as Kind
from mmcsam.check.label_checker import LabelChecker, partner_ious


def labels(*boxes, shape=(HEIGHT, WIDTH)):
    """A label image of rectangles: left, top, width and height; later ones lie above."""
    values = np.zeros(shape, np.uint16)
    for number, (left, top, width, height) in enumerate(boxes, start=1):
        values[top : top + height, left : left + width] = 7 * number
    return values


def compare(sample, annotations, values):
    path = sample.root / "labels.npy"
    np.save(path, values)
    return LabelChecker(frozenset({1}))((sample.images[0], annotations, path))


def test_the_same_cells(sample):
    cells = [sample.annotation(1, 1), sample.annotation(2, 1, left=20, top=20)]
    result = compare(sample, cells, labels((20, 20, 10, 8), (4, 5, 10, 8)))
    assert result.findings == []
    assert (result.annotated, result.labelled, result.disagreement) == (2, 2, 0)
    assert result.ious == [1.0, 1.0]


def test_overlaps_which_a_label_image_cannot_hold_do_not_count(sample):
    cells = [sample.annotation(1, 1), sample.annotation(2, 1, left=9)]
    result = compare(sample, cells, labels((4, 5, 10, 8), (9, 5, 10, 8)))
    assert (result.findings, result.ious) == ([], [1.0, 1.0])


def test_a_cell_more_and_one_less(sample):
    cells = [sample.annotation(1, 1), sample.annotation(2, 1, left=20)]
    result = compare(sample, cells, labels((4, 5, 10, 8), (4, 20, 10, 8), (20, 20, 10, 8)))
    [finding] = result.findings
    assert finding.kind is Kind.LABELS_DIFFER
    assert str(finding) == (
        "1.png: 2 cells, 3 in labels.npy; without a partner 1 and 2, IoU of the pairs from 1.00"
    )
    assert result.disagreement == 3


def test_shifted_cells(sample):
    shifted_by_two = compare(sample, [sample.annotation(1, 1)], labels((6, 5, 10, 8)))
    assert shifted_by_two.ious == [pytest.approx(8 / 12)]
    assert "IoU of the pairs from 0.67" in str(shifted_by_two.findings[0])
    rounded = compare(sample, [sample.annotation(1, 1)], labels((5, 5, 10, 8)))
    assert (rounded.findings, rounded.ious) == ([], [pytest.approx(9 / 11)])


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (labels(shape=(8, 9)), "the mask has 9x8 pixels"),
        (np.full((HEIGHT, WIDTH), 0.5), "the mask has fractions"),
    ],
)
def test_label_images_that_cannot_be_used(sample, values, found):
    [finding] = compare(sample, [], values).findings
    assert finding.kind is Kind.UNUSABLE_LABELS
    assert found in str(finding)


def test_no_label_image(sample):
    result = LabelChecker(frozenset({1}))((sample.images[0], [], None))
    assert [finding.kind for finding in result.findings] == [Kind.NO_LABELS]


grids = arrays(np.int32, (5, 6), elements=st.integers(0, 3))


@settings(deadline=None)
@given(grids, grids)
def test_partners_by_the_book(first, second):
    expected = []
    for one in range(1, 4):
        for other in range(1, 4):
            both, either = (first == one) & (second == other), (first == one) | (second == other)
            if 2 * both.sum() > either.sum():
                expected.append(both.sum() / either.sum())
    assert partner_ious(first, second) == expected
