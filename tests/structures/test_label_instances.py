import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from pycocotools import mask as mask_api

from mmcsam.structures.label_instances import (
    label_instances,
    separate_parts,
)

VALUES = st.sampled_from([0, 0, 0, 1, 2, 7, 255, 60000, 2**31 - 1])
SHAPES = st.tuples(st.integers(1, 12), st.integers(1, 12))


@given(arrays(np.int64, SHAPES, elements=VALUES), st.booleans())
def test_round_trip(labels, short):
    if short and labels.max() <= 65535:
        labels = labels.astype(np.uint16)
    restored = np.zeros_like(labels)
    instances = label_instances(labels)
    for number, mask in instances:
        restored[mask_api.decode(mask.rle) > 0] = number
        assert mask.bbox == tuple(mask_api.toBbox(mask.rle))
    np.testing.assert_array_equal(restored, labels)
    assert [number for number, _ in instances] == sorted(set(labels.ravel().tolist()) - {0})


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.uint32, np.int64, np.uint64])
def test_types(dtype):
    (first,) = label_instances(np.array([[0, 9], [9, 9]], dtype))
    assert first[0] == 9
    assert mask_api.area(first[1].rle) == 3


def test_a_64_bit_label_keeps_its_number():
    labels = np.array([[2**63 + 1, 5]], np.uint64)
    assert [number for number, _ in label_instances(labels)] == [5, 2**63 + 1]


@given(arrays(np.bool_, SHAPES))
def test_components_are_the_mask(mask):
    labels = mask.view(np.uint8) * 255
    parts = [part for _, one in label_instances(labels) for part in separate_parts(one, labels)]
    total = sum(mask_api.decode(part.rle).astype(int) for part in parts)
    np.testing.assert_array_equal(total if parts else np.zeros(mask.shape), mask)
    assert all(part.parts() == 1 for part in parts)


def test_corners_connect():
    mask = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 0], [1, 0, 1]], np.uint8)
    assert parts_of(mask, 1) == [(0, 0, 2, 2), (0, 3, 1, 1), (2, 3, 1, 1)]


def parts_of(labels, number):
    """Return the boxes of a label's parts."""
    mask = dict(label_instances(labels))[number]
    parts = separate_parts(mask, labels)
    total = sum(mask_api.decode(part.rle).astype(int) for part in parts)
    np.testing.assert_array_equal(total, labels == number)
    return [part.bbox for part in parts]


def test_parts_apart():
    labels = np.zeros((12, 20), int)
    labels[1:3, 1:5] = labels[1:3, 12:15] = labels[8, 4] = 9
    assert parts_of(labels, 9) == [(1, 1, 4, 2), (12, 1, 3, 2), (4, 8, 1, 1)]


@pytest.mark.parametrize("line", [0, 1])
def test_a_cell_that_another_one_cuts_is_whole(line):
    """Also where a line of background is drawn round each cell."""
    labels = np.zeros((12, 30), int)
    labels[4:7, 2:10] = labels[4:7, 20:28] = 3
    labels[2:10, 10 + line : 20 - line] = 8
    assert parts_of(labels, 3) == [(2, 4, 26, 3)]
    labels[10:12, 0:2] = 3
    assert parts_of(labels, 3) == [(2, 4, 26, 3), (0, 10, 2, 2)]


def test_two_cells_with_another_one_on_their_way_are_two():
    labels = np.zeros((12, 40), int)
    labels[4:7, 2:10] = labels[4:7, 30:38] = 3
    labels[4:7, 18:22] = 8
    assert len(parts_of(labels, 3)) == 2


def test_many_parts_are_separate():
    labels = np.zeros((9, 80), int)
    labels[::4, ::4] = 2
    labels[1, 1:60] = 5
    assert len(parts_of(labels, 2)) == 60
