import numpy as np
import pytest

from mmcsam.evaluation import ImagePair
from mmcsam.report.true_cells import describe_true_cells, touching_masks
from mmcsam.structures.rle import encode_crop


def test_true_cells(first):
    cells = describe_true_cells(first.images)
    assert cells.area.tolist() == [100, 100, 64, 100]
    assert cells.touching.tolist() == [True, True, False, False]
    assert cells.at_border.tolist() == [False, False, True, False]


@pytest.mark.parametrize(("gap", "touching"), [(1, True), (2, False)])
def test_touching_ends_at_one_pixel_between(gap, touching):
    masks = [encode_crop(np.ones((4, 4)), left, 3, (40, 30)) for left in (5, 9 + gap)]
    assert touching_masks(masks).tolist() == [touching] * 2


def test_near_boxes_of_far_cells_do_not_touch():
    corner = np.eye(8)
    masks = [
        encode_crop(corner, 0, 0, (40, 30)),
        encode_crop(np.ones((2, 2)), 6, 0, (40, 30)),
    ]
    assert touching_masks(masks).tolist() == [False, False]


def test_empty_masks_touch_nothing():
    empty = encode_crop(np.zeros((4, 4)), 0, 0, (40, 30))
    assert touching_masks([empty, empty]).tolist() == [False, False]


@pytest.mark.parametrize(("left", "top"), [(0, 5), (36, 5), (5, 0), (5, 26)])
def test_every_border_counts(left, top):
    mask = encode_crop(np.ones((4, 4)), left, top, (40, 30))
    assert describe_true_cells([{"cell": ImagePair("a", (30, 40), [mask], [])}]).at_border.all()


def test_crowds_are_left_out():
    mask = encode_crop(np.ones((4, 4)), 5, 5, (40, 30))
    pair = ImagePair("a", (30, 40), [mask, mask], [], crowd=[True, False])
    cells = describe_true_cells([{"cell": pair}])
    assert cells.area.tolist() == [16]
    assert not cells.touching.any()


def test_no_images():
    cells = describe_true_cells([])
    assert [each.tolist() for each in cells] == [[], [], []]


def test_cells_of_other_classes_and_images_do_not_touch():
    mask = encode_crop(np.ones((4, 4)), 5, 5, (40, 30))
    pair = ImagePair("a", (30, 40), [mask], [])
    cells = describe_true_cells([{"a": pair, "b": pair}, {"a": pair, "b": pair}])
    assert cells.area.tolist() == [16] * 4
    assert not cells.touching.any()
