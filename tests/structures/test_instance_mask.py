import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from pycocotools import mask as mask_api

from mmcsam.structures.instance_mask import InstanceMask

MASKS = npst.arrays(
    bool, npst.array_shapes(min_dims=2, max_dims=2, max_side=12), elements=st.booleans()
).filter(np.any)


@given(MASKS)
def test_annotation_equals_pycocotools(mask):
    annotation = InstanceMask.cut(mask).annotation(2, score=0.5)
    expected = mask_api.encode(np.asfortranarray(mask.astype(np.uint8)))
    assert annotation == {
        "category_id": 2,
        "segmentation": {"size": list(mask.shape), "counts": expected["counts"].decode()},
        "area": int(mask_api.area(expected)),
        "bbox": mask_api.toBbox(expected).tolist(),
        "iscrowd": 0,
        "score": 0.5,
    }


@given(MASKS)
def test_rle_round_trip(mask):
    first = InstanceMask.cut(mask)
    again = InstanceMask.from_rle(first.rle)
    assert (again.bbox, again.image_size) == (first.bbox, first.image_size)
    np.testing.assert_array_equal(again.crop > 0, first.crop > 0)


def test_cut_of_a_part_of_the_image():
    part = np.zeros((4, 5), np.uint8)
    part[1:3, 2] = 40
    mask = InstanceMask.cut(part, left=10, top=20, image_size=(100, 50))
    assert mask.bbox == (12, 21, 1, 2)
    assert mask.image_size == (100, 50)


def test_empty():
    with pytest.raises(ValueError, match="the mask is empty"):
        InstanceMask.cut(np.zeros((3, 3), np.uint8))


def test_parts_that_touch_at_a_corner_are_one():
    assert InstanceMask.cut(np.eye(3, dtype=np.uint8)).parts() == 1
    assert InstanceMask.cut(np.array([[1, 0, 1]], np.uint8)).parts() == 2


@pytest.mark.parametrize(
    ("left", "top", "touches"),
    [(1, 1, False), (0, 1, True), (1, 0, True), (2, 1, True), (1, 3, True)],
)
def test_borders(left, top, touches):
    mask = InstanceMask(np.ones((2, 3), np.uint8), left, top, (5, 5))
    assert mask.touches_border() is touches


def test_empty_and_damaged_run_lengths():
    with pytest.raises(ValueError, match="the mask is empty"):
        InstanceMask.from_rle({"size": [4, 4], "counts": "`0"})
    with pytest.raises(ValueError, match="counts are damaged"):
        InstanceMask.from_rle({"size": [4, 4], "counts": "5"})
