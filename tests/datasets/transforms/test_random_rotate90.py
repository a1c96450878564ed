import numpy as np
import pytest
import torch
from mmdet.registry import TRANSFORMS
from mmdet.structures.bbox import HorizontalBoxes
from mmdet.structures.mask import BitmapMasks, PolygonMasks
from mmengine.registry import init_default_scope

import mmcsam  # noqa: F401, registers the transforms

HEIGHT, WIDTH = 6, 9
BOXES = [(1, 2, 4, 3), (0, 0, 9, 1), (7, 1, 9, 6)]


@pytest.fixture(autouse=True)
def _scope():
    init_default_scope("mmdet")


def item():
    masks = np.zeros((len(BOXES), HEIGHT, WIDTH), np.uint8)
    for mask, (left, top, right, bottom) in zip(masks, BOXES, strict=True):
        mask[top:bottom, left:right] = 1
    image = np.arange(HEIGHT * WIDTH * 3, dtype=np.uint8).reshape(HEIGHT, WIDTH, 3)
    return {
        "img": image,
        "img_shape": (HEIGHT, WIDTH),
        "gt_bboxes": HorizontalBoxes(torch.tensor(BOXES, dtype=torch.float32)),
        "gt_masks": BitmapMasks(masks, HEIGHT, WIDTH),
        "gt_seg_map": image[..., 0].copy(),
    }


def turned(monkeypatch, turns, results=None):
    monkeypatch.setattr(np.random, "randint", lambda _: turns)
    return TRANSFORMS.build({"type": "RandomRotate90"})(results or item())


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_everything_turns_together(monkeypatch, turns):
    before, after = item(), turned(monkeypatch, turns)
    shape = (HEIGHT, WIDTH) if turns % 2 == 0 else (WIDTH, HEIGHT)
    assert after["img_shape"] == after["img"].shape[:2] == shape
    assert (after["gt_masks"].height, after["gt_masks"].width) == shape
    np.testing.assert_array_equal(after["img"], np.rot90(before["img"], turns))
    np.testing.assert_array_equal(after["gt_seg_map"], after["img"][..., 0])
    # The boxes are still those of the masks.
    np.testing.assert_array_equal(
        after["gt_bboxes"].tensor, after["gt_masks"].get_bboxes("hbox").tensor
    )
    assert after["img"].flags.c_contiguous


def test_a_quarter_turn_by_hand(monkeypatch):
    """Counter-clockwise: the right edge becomes the upper one, x1 y1 x2 y2 becomes y1 9-x2 ..."""
    after = turned(monkeypatch, 1)
    assert after["gt_bboxes"].tensor.tolist() == [[2, 5, 3, 8], [0, 0, 1, 9], [1, 0, 6, 2]]


def test_four_quarters_are_a_whole(monkeypatch):
    results = item()
    for _ in range(4):
        results = turned(monkeypatch, 1, results)
    before = item()
    np.testing.assert_array_equal(results["img"], before["img"])
    np.testing.assert_array_equal(results["gt_masks"].masks, before["gt_masks"].masks)
    assert torch.equal(results["gt_bboxes"].tensor, before["gt_bboxes"].tensor)
    np.testing.assert_array_equal(results["homography_matrix"], np.eye(3))


def test_no_cells(monkeypatch):
    empty = {
        **item(),
        "gt_bboxes": HorizontalBoxes(torch.zeros(0, 4)),
        "gt_masks": BitmapMasks(np.zeros((0, HEIGHT, WIDTH), np.uint8), HEIGHT, WIDTH),
    }
    after = turned(monkeypatch, 1, empty)
    assert after["gt_masks"].masks.shape == (0, WIDTH, HEIGHT)
    assert after["gt_bboxes"].tensor.shape == (0, 4)


def test_all_turns_are_as_likely():
    np.random.seed(0)
    transform = TRANSFORMS.build({"type": "RandomRotate90"})
    turns = np.array([transform._draw() for _ in range(2000)])
    assert np.abs(np.bincount(turns, minlength=4) / 2000 - 0.25).max() < 0.03


def test_polygons_are_refused(monkeypatch):
    polygons = PolygonMasks([[np.array([0.0, 0, 3, 0, 3, 3])]], HEIGHT, WIDTH)
    with pytest.raises(TypeError, match="turns bitmap masks, got PolygonMasks: set poly2mask"):
        turned(monkeypatch, 1, {**item(), "gt_masks": polygons})
