import doctest
import importlib

import numpy as np
import pytest
from pycocotools import mask as mask_utils

from mmcsam.evaluation.measures import merged_mask_iou


def box(left, top, right, bottom, size=(10, 10)):
    mask = np.zeros(size, np.uint8, order="F")
    mask[top:bottom, left:right] = 1
    return mask_utils.encode(mask)


def test_hand_computed():
    """Two touching cells of 20 pixels each against one of 36 that covers 32 of them.

    Cells: 32 / (40 + 36 - 32). Background: 100 - 44 common pixels of 100 - 32.
    """
    truth = [box(0, 0, 4, 5), box(4, 0, 8, 5)]
    iou = merged_mask_iou([(truth, [box(0, 0, 9, 4)], 100)])
    assert iou.cell == pytest.approx(32 / 44)
    assert iou.background == pytest.approx(56 / 68)
    assert iou.mean == pytest.approx((32 / 44 + 56 / 68) / 2)


def test_overlaps_count_once():
    truth = [box(0, 0, 6, 5), box(2, 0, 8, 5)]
    guess = [box(0, 0, 8, 5), box(0, 0, 8, 5)]
    assert merged_mask_iou([(truth, guess, 100)]) == (1.0, 1.0)


def test_does_not_see_whether_cells_were_told_apart():
    parts, whole = [box(0, 0, 4, 5), box(4, 0, 8, 5)], [box(0, 0, 8, 5)]
    assert merged_mask_iou([(parts, whole, 100)]) == (1.0, 1.0)


def test_pixels_are_summed_before_dividing():
    """Not the mean of the images' IoU, which would be (1 + 0) / 2."""
    images = [
        ([box(0, 0, 9, 10)], [box(0, 0, 9, 10)], 100),
        ([box(0, 0, 2, 5, (20, 20))], [box(5, 5, 10, 7, (20, 20))], 400),
    ]
    iou = merged_mask_iou(images)
    assert iou.cell == pytest.approx(90 / 110)
    assert iou.background == pytest.approx((500 - 110) / (500 - 90))


@pytest.mark.parametrize(
    ("truth", "guess", "expected"),
    [
        ([], [], (1.0, 1.0)),
        ([box(0, 0, 5, 4)], [], (0.0, 0.8)),
        ([], [box(0, 0, 5, 4)], (0.0, 0.8)),
        ([box(0, 0, 10, 10)], [box(0, 0, 10, 10)], (1.0, 1.0)),
        ([box(0, 0, 10, 10)], [], (0.0, 0.0)),
        ([box(0, 0, 5, 10)], [box(5, 0, 10, 10)], (0.0, 0.0)),
    ],
    ids=["neither", "no prediction", "no truth", "no background", "all missed", "disjoint"],
)
def test_empty_cases(truth, guess, expected):
    assert merged_mask_iou([(truth, guess, 100)]) == pytest.approx(expected)


def test_takes_a_generator_and_counts_as_text():
    rle = box(0, 0, 5, 4)
    text = {**rle, "counts": rle["counts"].decode()}
    assert merged_mask_iou(item for item in [([text], [rle], 100)]) == (1.0, 1.0)


def test_against_numpy():
    rng = np.random.default_rng(0)
    truth, guess = (rng.random((3, 2, 12, 15)) < 0.3 for _ in range(2))

    def encode(masks):
        return [mask_utils.encode(np.asfortranarray(mask, np.uint8)) for mask in masks]

    iou = merged_mask_iou((encode(t), encode(g), 180) for t, g in zip(truth, guess, strict=True))
    merged, found = truth.any(1), guess.any(1)
    assert iou.cell == pytest.approx((merged & found).sum() / (merged | found).sum())
    assert iou.background == pytest.approx((~merged & ~found).sum() / (~merged | ~found).sum())


def test_the_docstrings_example():
    # As an attribute of the package the name means the function.
    module = importlib.import_module("mmcsam.evaluation.measures.merged_mask_iou")
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0
