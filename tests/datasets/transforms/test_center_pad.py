import numpy as np
import pytest
import torch
from mmdet.registry import TRANSFORMS
from mmdet.structures.bbox import HorizontalBoxes
from mmdet.structures.mask import BitmapMasks, PolygonMasks
from mmengine.registry import init_default_scope

import mmcsam  # noqa: F401, registers the transforms


@pytest.fixture(autouse=True)
def _scope():
    init_default_scope("mmdet")


def item(cells=1):
    masks = np.zeros((cells, 3, 4), np.uint8)
    masks[:, 1:3, 0:2] = 1
    return {
        "img_path": "x/106.bmp",
        "img": np.arange(1, 37, dtype=np.uint8).reshape(3, 4, 3),
        "img_shape": (3, 4),
        "gt_bboxes": HorizontalBoxes(torch.tensor([[0.0, 1, 2, 3]] * cells).reshape(-1, 4)),
        "gt_masks": BitmapMasks(masks, 3, 4),
    }


def padded(size, results):
    return TRANSFORMS.build({"type": "CenterPad", "size": size})(results)


def test_by_hand():
    """4x3 to 9x5: five columns more, two on the left and three on the right, and a row each."""
    before, after = item(), padded((9, 5), item())
    assert after["img_shape"] == after["pad_shape"] == after["img"].shape[:2] == (5, 9)
    np.testing.assert_array_equal(after["img"][1:4, 2:6], before["img"])
    assert after["img"].sum() == before["img"].sum()
    assert after["gt_bboxes"].tensor.tolist() == [[2, 2, 4, 4]]
    masks = after["gt_masks"]
    assert (masks.height, masks.width) == (5, 9)
    np.testing.assert_array_equal(masks.masks[:, 1:4, 2:6], before["gt_masks"].masks)
    assert torch.equal(masks.get_bboxes("hbox").tensor, after["gt_bboxes"].tensor)
    np.testing.assert_array_equal(after["homography_matrix"] @ [0, 0, 1], [2, 1, 1])


def test_no_cells():
    after = padded((9, 5), item(cells=0))
    assert after["gt_masks"].masks.shape == (0, 5, 9)
    assert after["gt_bboxes"].tensor.shape == (0, 4)


def test_image_alone():
    assert padded((4, 3), {"img": item()["img"]})["img"].shape == (3, 4, 3)


@pytest.mark.parametrize("size", [(3, 5), (9, 2)])
def test_too_large(size):
    with pytest.raises(ValueError, match=f"x/106.bmp has 4x3 pixels.*{size[0]}x{size[1]}: resize"):
        padded(size, item())


def test_polygons_are_refused():
    polygons = PolygonMasks([[np.array([0.0, 0, 3, 0, 3, 3])]], 3, 4)
    with pytest.raises(TypeError, match="got PolygonMasks: set poly2mask"):
        padded((9, 5), {**item(), "gt_masks": polygons})
