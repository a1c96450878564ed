import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from pycocotools import mask as mask_api

from mmcsam.structures.label_instances import component_instances, label_instances

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
    instances = component_instances(mask.view(np.uint8) * 255)
    total = sum(mask_api.decode(part.rle).astype(int) for _, part in instances)
    np.testing.assert_array_equal(total if instances else np.zeros(mask.shape), mask)
    assert all(part.parts() == 1 for _, part in instances)


def test_corners_connect():
    mask = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 0], [1, 0, 1]], np.uint8)
    assert [part.bbox for _, part in component_instances(mask)] == [
        (0, 0, 2, 2),
        (0, 3, 1, 1),
        (2, 3, 1, 1),
    ]
