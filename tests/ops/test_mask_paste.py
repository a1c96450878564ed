import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from mmdet.models.roi_heads.mask_heads.fcn_mask_head import _do_paste_mask
from mmdet.structures.mask import encode_mask_results
from mmengine.structures import InstanceData
from pycocotools import mask as mask_api
from torch.nn import functional

from mmcsam.ops import mask_paste
from mmcsam.ops.mask_paste import paste_masks_to_rle


def paste_on_full_masks(masks, boxes, image_size, threshold=0.5):
    """FCNMaskHead's way on the CPU, then MMDetection's RLE."""
    full = np.zeros((len(masks), *image_size), bool)
    for index, target in enumerate(full):
        one = slice(index, index + 1)
        pasted, window = _do_paste_mask(masks[one, None], boxes[one], *image_size)
        target[window] = (pasted[0] >= threshold).numpy()
    rles = encode_mask_results(full)
    return [{**rle, "counts": rle["counts"].decode()} for rle in rles]


def blobs(count, height, width):
    """Smooth masks that touch their boxes' borders, as a mask head predicts them."""
    coarse = 3 * torch.randn(count, 1, 5, 5)
    return functional.interpolate(coarse, (height, width), mode="bicubic")[:, 0].sigmoid()


def boxes_around(count, height, width, low, high):
    centre = torch.rand(count, 2) * torch.tensor([width, height])
    half = (low + torch.rand(count, 2) * (high - low)) / 2
    corners = torch.cat([centre - half, centre + half], dim=1)
    return corners.clamp(min=0).minimum(torch.tensor([width, height] * 2))


@pytest.mark.parametrize("size", [(64, 64), (28, 28), (14, 20), (1, 1)])
@pytest.mark.parametrize("side", [(1, 8), (10, 60), (60, 200)])
def test_equals_mmdet(size, side):
    masks, boxes = blobs(40, *size), boxes_around(40, 150, 200, *side)
    found = paste_masks_to_rle(masks, boxes, (150, 200))
    assert found == paste_on_full_masks(masks, boxes, (150, 200))


@pytest.mark.parametrize("threshold", [0.05, 0.3, 0.9, 1.0])
def test_other_thresholds(threshold):
    # Below 0.5 a mask reaches beyond its box, to where MMDetection stops pasting.
    masks, boxes = blobs(30, 16, 16), boxes_around(30, 150, 200, 10, 120)
    found = paste_masks_to_rle(masks, boxes, (150, 200), threshold)
    assert found == paste_on_full_masks(masks, boxes, (150, 200), threshold)


@settings(max_examples=150, deadline=None)
@given(
    seed=st.integers(0, 2**31),
    values=st.sampled_from([2, 3, 5, 9, None]),
    corners=st.tuples(*[st.integers(-40, 400)] * 2, *[st.integers(1, 400)] * 2),
    step=st.sampled_from([1, 2, 7]),
)
def test_equals_mmdet_where_values_are_at_the_threshold(seed, values, corners, step):
    # Few distinct values and boxes on a coarse grid: pixels lie at the threshold exactly.
    generator = torch.Generator().manual_seed(seed)
    masks = torch.rand(3, 8, 6, generator=generator)
    if values:
        masks = (masks * values).floor() / (values - 1)
    x, y, width, height = (corner / step for corner in corners)
    boxes = torch.tensor([[x, y, x + width, y + height]] * 3).clamp(min=-40)
    boxes[:, :2] = boxes[:, :2].minimum(torch.tensor([70.0, 60.0]))
    boxes[:, 2:] = boxes[:, 2:].maximum(torch.tensor([0.5, 0.5])).maximum(boxes[:, :2] + 0.01)
    found = paste_masks_to_rle(masks, boxes, (60, 70))
    assert found == paste_on_full_masks(masks, boxes, (60, 70))


def test_chunks_and_the_plain_way_agree(monkeypatch):
    masks, boxes = blobs(20, 16, 16), boxes_around(20, 150, 200, 10, 120)
    whole = paste_masks_to_rle(masks, boxes, (150, 200))
    monkeypatch.setattr(mask_paste, "CPU_CHUNK", 50)
    assert paste_masks_to_rle(masks, boxes, (150, 200)) == whole
    monkeypatch.setattr(mask_paste, "_rounding_error", lambda *size: 1.0)  # doubt everything
    assert paste_masks_to_rle(masks, boxes, (150, 200)) == whole


def test_flat_masks_at_the_threshold():
    masks = torch.full((1, 8, 8), 0.5)
    boxes = torch.tensor([[3.0, 4.0, 43.0, 54.0]])
    found = paste_masks_to_rle(masks, boxes, (60, 70))
    assert found == paste_on_full_masks(masks, boxes, (60, 70))
    assert mask_api.area(found[0]) > 0


def test_columns_that_meet_at_the_border_are_one_run():
    found = paste_masks_to_rle(torch.ones(1, 4, 4), torch.tensor([[2.0, 0, 6, 10]]), (10, 8))
    # Each column is 10 pixels; the mask fills columns 2 to 5.
    assert mask_api.decode(found[0]).tolist() == [[0, 0, 1, 1, 1, 1, 0, 0]] * 10
    assert (
        found[0]["counts"]
        == mask_api.frPyObjects({"size": [10, 8], "counts": [20, 40, 20]}, 10, 8)["counts"].decode()
    )


@pytest.mark.parametrize(
    "box",
    [
        (5, 5, 5, 20),  # no width
        (5, 5, 20, 5),  # no height
        (20, 5, 10, 20),  # x2 < x1
        (70, 5, 70, 20),  # clipped to nothing at the border
        (90, 5, 120, 20),  # outside: right
        (5, -60, 20, -30),  # outside: above
        (float("nan"), 5, 20, 20),
    ],
)
def test_boxes_without_pixels_give_empty_masks(box):
    boxes = torch.tensor([box, (10.0, 10, 20, 20)])
    empty, full = paste_masks_to_rle(torch.ones(2, 8, 8), boxes, (60, 70))
    assert empty["size"] == [60, 70]
    assert mask_api.area(empty) == 0
    assert mask_api.area(full) == 100


def test_mask_that_vanishes():
    (found,) = paste_masks_to_rle(
        torch.full((1, 8, 8), 0.4), torch.tensor([[9.0, 9, 30, 30]]), (60, 70)
    )
    assert found == {
        "size": [60, 70],
        "counts": mask_api.encode(np.zeros((60, 70), np.uint8, order="F"))["counts"].decode(),
    }


def test_no_detections():
    assert paste_masks_to_rle(torch.zeros(0, 28, 28), torch.zeros(0, 4), (60, 70)) == []


def test_half_precision_and_gradients():
    masks, boxes = blobs(5, 16, 16).half(), boxes_around(5, 150, 200, 10, 120)
    found = paste_masks_to_rle(masks.requires_grad_(), boxes, (150, 200))
    assert found == paste_on_full_masks(masks.detach().float(), boxes, (150, 200))


def test_instance_data_takes_the_result():
    masks, boxes = blobs(3, 16, 16), boxes_around(3, 150, 200, 20, 120)
    instances = InstanceData(bboxes=boxes, labels=torch.zeros(3, dtype=torch.long))
    instances.masks = paste_masks_to_rle(masks, boxes, (150, 200))
    assert len(instances[torch.tensor([True, False, True])].masks) == 2


@pytest.mark.parametrize(
    ("masks", "boxes", "threshold", "message"),
    [
        ((2, 1, 8, 8), (2, 4), 0.5, r"got \(2, 1, 8, 8\) and \(2, 4\)"),
        ((2, 8, 8), (3, 4), 0.5, r"got \(2, 8, 8\) and \(3, 4\)"),
        ((2, 8, 8), (2, 4), 0.0, "threshold=0.0 must be a probability above 0"),
        ((2, 8, 8), (2, 4), -1, "threshold=-1 must be a probability above 0"),
    ],
)
def test_bad_input(masks, boxes, threshold, message):
    with pytest.raises(ValueError, match=message):
        paste_masks_to_rle(torch.zeros(masks), torch.zeros(boxes), (60, 70), threshold)
