import numpy as np
import pytest

from mmcsam.report.breakdown import breakdowns
from mmcsam.report.true_cells import describe_true_cells
from mmcsam.structures.rle import encode_crop


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
