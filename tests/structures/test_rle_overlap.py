"""Pixels that masks cover and share, from their runs."""

import numpy as np
import pytest
from drawn_blobs import draw_blobs, encode_whole

from mmcsam.structures.rle_overlap import intersections, union_areas
from mmcsam.structures.rle_runs import ObjectRuns, object_runs


def test_overlaps_equal_numpy():
    masks = draw_blobs((40, 30))
    runs = object_runs(encode_whole(masks))
    first, second = object_runs(encode_whole(masks[:3])), object_runs(encode_whole(masks[3:]))
    covered = [part.any(axis=0).sum() for part in (masks[:3], masks[3:], masks)]
    assert list(union_areas(first, second)) == covered
    pairs = np.argwhere(np.ones((8, 8)))
    expected = [(masks[i] & masks[j]).sum() for i, j in pairs]
    assert intersections(runs, pairs, 1200).tolist() == expected


def test_nothing():
    nothing = object_runs([])
    assert union_areas(nothing, nothing) == (0, 0, 0)
    assert intersections(nothing, np.zeros((0, 2), int), 16).tolist() == []
    empty = object_runs(encode_whole(np.zeros((2, 4, 4), np.uint8)))
    assert intersections(empty, np.array([[0, 1]]), 16).tolist() == [0]


def runs_of(*masks):
    """Runs of masks, each a list of first pixel and the pixel behind the last."""
    rows = [(*run, number) for number, mask in enumerate(masks) for run in mask]
    return ObjectRuns(*np.array(rows, np.int64).reshape(-1, 3).T)


@pytest.mark.parametrize(
    ("truth", "prediction", "areas"),
    [
        ([[0, 4]], [[4, 6]], (4, 2, 6)),  # side by side
        ([[0, 4]], [[9, 16]], (4, 7, 11)),
        ([[0, 9]], [[2, 4]], (9, 2, 9)),  # one inside the other
        ([[0, 2], [5, 7]], [[1, 6]], (4, 5, 7)),
        ([[3, 5]], [], (2, 0, 2)),
    ],
)
def test_unions(truth, prediction, areas):
    assert union_areas(runs_of(truth), runs_of(prediction)) == areas


def test_masks_of_one_side_may_overlap():
    """They count once: 0 to 5 and 3 to 8 cover 8 pixels."""
    both = runs_of([[0, 5]], [[3, 8]])
    assert union_areas(both, runs_of([[7, 9]])) == (8, 2, 9)


def test_pairs_in_any_order():
    masks = runs_of([[0, 4], [8, 10]], [], [[3, 9]])
    pairs = np.array([[0, 2], [2, 0], [0, 0], [1, 2], [2, 1], [2, 2]])
    assert intersections(masks, pairs, 16).tolist() == [2, 2, 6, 0, 0, 6]


def test_the_last_pixel_of_an_image_is_not_the_first_of_the_next_mask():
    masks = runs_of([[14, 16]], [[0, 2]])
    assert intersections(masks, np.array([[0, 1], [1, 0], [0, 0]]), 16).tolist() == [0, 0, 2]
