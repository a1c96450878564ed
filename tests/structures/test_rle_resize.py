"""Runs are resized as OpenCV resizes masks."""

import cv2
import numpy as np
import pytest
from drawn_blobs import draw_blobs, encode_whole

from mmcsam.structures.rle_resize import resize_runs
from mmcsam.structures.rle_runs import ObjectRuns, object_runs


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ((1920, 2560), (1080, 1440)),  # SegPC-2021's two sizes, to the challenge's
        ((1536, 2040), (1080, 1440)),
        ((48, 64), (108, 144)),
        ((50, 70), (33, 47)),
        ((50, 70), (100, 47)),
        ((7, 5), (7, 5)),
        ((64, 64), (1, 1)),
        ((1, 1), (5, 4)),
    ],
)
def test_equals_opencv_on_whole_masks(old, new):
    masks = draw_blobs(old)
    runs = resize_runs(object_runs(encode_whole(masks)), old, new)
    painted = np.zeros((len(masks), new[0] * new[1]), np.uint8)
    for first, end, mask in zip(*runs, strict=True):
        painted[mask, first:end] += 1
    expected = [cv2.resize(mask, new[::-1], interpolation=cv2.INTER_NEAREST) for mask in masks]
    np.testing.assert_array_equal(
        painted.reshape(len(masks), new[1], new[0]).transpose(0, 2, 1), expected
    )


def test_masks_without_pixels():
    empty = object_runs(encode_whole(np.zeros((2, 4, 4), np.uint8)))
    assert all(part.size == 0 for part in resize_runs(empty, (4, 4), (2, 2)))


def test_runs_are_cut_at_columns():
    """A run over two columns of three pixels, at the same size and twice as wide."""
    runs = ObjectRuns(*np.array([[1], [5], [0]]))
    same = resize_runs(runs, (3, 2), (3, 2))
    assert [part.tolist() for part in same] == [[1, 3], [3, 5], [0, 0]]
    wide = resize_runs(runs, (3, 2), (3, 4))
    assert [part.tolist() for part in wide] == [[1, 4, 6, 9], [3, 6, 8, 11], [0, 0, 0, 0]]


def test_masks_stay_apart():
    runs = ObjectRuns(*np.array([[0, 2, 4], [1, 4, 6], [0, 1, 1]]))
    assert [part.tolist() for part in resize_runs(runs, (3, 2), (3, 2))] == [
        [0, 2, 3, 4],
        [1, 3, 4, 6],
        [0, 1, 1, 1],
    ]
