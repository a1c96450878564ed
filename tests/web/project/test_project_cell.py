import pytest
from web_project import rectangle

from mmcsam.web.project.project_cell import ProjectCell


def test_round_trip():
    cell = ProjectCell.drawn(3, 1, rectangle(10, 20, 4, 5))
    assert (cell.box, cell.area, cell.score, cell.origin) == ((10, 20, 4, 5), 20, None, "hand")
    assert ProjectCell.from_record(cell.to_record(), (96, 64)) == cell
    assert cell.mask.bbox == (10, 20, 4, 5)


def test_what_counts_at_a_threshold():
    drawn = ProjectCell.drawn(1, 0, rectangle(0, 0, 2, 2))
    record = {**drawn.to_record(), "score": 0.5, "origin": "model"}
    predicted = ProjectCell.from_record(record, (96, 64))
    assert drawn.shown_at(1) and predicted.shown_at(0.5) and not predicted.shown_at(0.51)
    assert predicted.by_hand(label=1).shown_at(1)


def test_damaged_mask_is_refused():
    record = ProjectCell.drawn(1, 0, rectangle(0, 0, 2, 2)).to_record()
    with pytest.raises(ValueError):
        _ = ProjectCell.from_record({**record, "counts": "zzz"}, (96, 64)).mask
