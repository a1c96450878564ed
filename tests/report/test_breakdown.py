import numpy as np
import pytest

from mmcsam.evaluation import ImagePair
from mmcsam.report.breakdown import breakdowns
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


def test_rows(first):
    tables = breakdowns(describe_true_cells(first.images), first.outcomes)
    small, large = tables["Area"]
    assert small[:3] == ("64 to 64 px", 1, 0)
    assert np.isnan(small.mean_iou)
    assert large == ("100 to 100 px", 3, 1, pytest.approx((1 + 80 / 120 + 1) / 3))
    touching, isolated = tables["Neighbours"]
    assert touching[1:] == (2, 1, pytest.approx(5 / 6))
    assert isolated[1:] == (2, 0.5, 1)
    border, inside = tables["Place"]
    assert (border.cells, inside.cells) == (1, 3)


def test_quartiles_hold_a_quarter_each(evaluate):
    masks = [encode_crop(np.ones((1, n)), 0, n, (40, 30)) for n in range(1, 9)]
    model = evaluate("m", {"a": ([], [])}, {"a": masks})
    rows = breakdowns(describe_true_cells(model.images), model.outcomes)["Area"]
    assert [row.cells for row in rows] == [2, 2, 2, 2]
    assert [row.name for row in rows][0] == "1 to 2 px"


def test_without_true_cells(evaluate):
    model = evaluate("m", {"a": ([], [])}, {"a": []})
    tables = breakdowns(describe_true_cells(model.images), model.outcomes)
    assert tables["Area"] == []
    assert [row.cells for row in tables["Place"]] == [0, 0]
