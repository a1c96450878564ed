import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from mmdet.structures.mask import BitmapMasks, PolygonMasks, mask_target
from mmengine.config import ConfigDict

from mmcsam.ops.mask_targets import mask_targets

HEIGHT, WIDTH = 90, 120


def ellipses(count, dtype=np.uint8):
    y, x = np.ogrid[:HEIGHT, :WIDTH]
    centres = np.random.default_rng(0).uniform((10, 10), (80, 110), (count, 2))
    masks = [((y - cy) / 17) ** 2 + ((x - cx) / 12) ** 2 < 1 for cy, cx in centres]
    return BitmapMasks(np.array(masks, dtype).reshape(-1, HEIGHT, WIDTH), HEIGHT, WIDTH)


def proposals(count):
    corner = torch.rand(count, 2) * torch.tensor([100, 70])
    return torch.cat([corner, corner + 2 + torch.rand(count, 2) * 60], dim=1)


def expect_equal(boxes, inds, masks, size, soft=False):
    found = mask_targets(boxes, inds, masks, size, binarize=not soft)
    config = ConfigDict(mask_size=size, soft_mask_target=soft)
    expected = mask_target([box.clone() for box in boxes], inds, masks, config)
    assert found.dtype == expected.dtype
    assert torch.equal(found, expected)
    return found


@pytest.mark.parametrize("size", [28, (14, 20)])
@pytest.mark.parametrize("soft", [False, True])
def test_equals_mmdet(size, soft):
    boxes = [proposals(40), proposals(7)]
    inds = [torch.randint(5, (40,)), torch.zeros(7, dtype=torch.long)]
    found = expect_equal(boxes, inds, [ellipses(5), ellipses(1)], size, soft)
    assert 0 < found.mean() < 1


@settings(max_examples=100, deadline=None)
@given(
    corners=st.lists(
        st.tuples(*[st.floats(-30, 150, width=32)] * 2, *[st.floats(0, 160, width=32)] * 2),
        min_size=1,
        max_size=5,
    )
)
def test_equals_mmdet_for_any_box(corners):
    boxes = torch.tensor(corners)
    boxes[:, 2:] += boxes[:, :2]
    inds = torch.arange(len(boxes)) % 2
    expect_equal([boxes], [inds], [ellipses(2)], 8)


@pytest.mark.parametrize("dtype", [bool, np.float32, np.int64])
def test_types_of_masks(dtype):
    expect_equal([proposals(6)], [torch.arange(6) % 2], [ellipses(2, dtype)], 14)


def test_polygons():
    polygons = [[np.array([10.0, 10, 60, 15, 40, 70])], [np.array([50.0, 5, 110, 5, 110, 80])]]
    masks = PolygonMasks(polygons, HEIGHT, WIDTH)
    found = expect_equal([proposals(6)], [torch.arange(6) % 2], [masks], 14)
    assert found.any()


@pytest.mark.parametrize("objects", [0, 2])
def test_no_positives(objects):
    inds = torch.zeros(0, dtype=torch.long)
    found = expect_equal([torch.zeros(0, 4)], [inds], [ellipses(objects)], 28)
    assert found.shape == (0, 28, 28)


def test_image_without_positives_beside_one_with():
    inds = [torch.zeros(0, dtype=torch.long), torch.tensor([1, 1, 0])]
    boxes = [torch.zeros(0, 4), proposals(3)]
    assert len(expect_equal(boxes, inds, [ellipses(0), ellipses(2)], 14)) == 3


def test_proposals_stay_as_they_are():
    # mask_target clips them in place, on the CPU.
    boxes = torch.tensor([[-5.0, -5, 200, 200]])
    mask_targets([boxes], [torch.tensor([0])], [ellipses(1)], 8)
    mask_targets([boxes], [torch.tensor([0])], [PolygonMasks([[np.ones(6)]], 90, 120)], 8)
    assert boxes.tolist() == [[-5.0, -5, 200, 200]]
