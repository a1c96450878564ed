import numpy as np
import pytest
from web_project import rectangle

from mmcsam.web.edits.editing import Editing
from mmcsam.web.project.change import Change
from mmcsam.web.project.image_state import ImageState
from mmcsam.web.project.project_cell import ProjectCell


@pytest.fixture
def editing():
    cells = [
        ProjectCell.drawn(1, 0, rectangle(10, 10, 10, 10)),
        ProjectCell.drawn(2, 1, rectangle(30, 10, 20, 20)),
    ]
    return Editing(ImageState().edited(Change(added=tuple(cells))), (96, 64), 2)


def after(editing, change):
    return editing.state.edited(change).cells


def test_delete_and_clear(editing):
    assert list(after(editing, editing.delete([2, 2]))) == [1]
    change = editing.clear()
    assert change.removed == (1, 2) and change.forget


def test_class(editing):
    cells = after(editing, editing.set_class([1], 1))
    assert cells[1].label == 1 and cells[1].counts == editing.state.cells[1].counts
    with pytest.raises(ValueError, match="class 2: no such class"):
        editing.set_class([1], 2)


def test_draw(editing):
    cells = after(editing, editing.draw([60, 40, 70, 40, 70, 50, 60, 50], 1))
    assert (cells[3].box, cells[3].area, cells[3].label) == ((60, 40, 10, 10), 100, 1)
    with pytest.raises(ValueError, match="class -1"):
        editing.draw([60, 40, 70, 40, 70, 50], -1)


def test_brush_and_erase(editing):
    cells = after(editing, editing.brush(1, [20.0, 15.0, 26.0, 15.0], 3))
    assert cells[1].area > 100 and cells[1].label == 0
    cells = after(editing, editing.erase(1, [10.0, 15.0], 3))
    assert 60 < cells[1].area < 100
    assert after(editing, editing.erase(1, [15.0, 15.0], 30)).keys() == {2}
    with pytest.raises(ValueError, match="beyond the image"):
        editing.brush(1, [-50.0, -50.0], 3)


def test_merge(editing):
    cells = after(editing, editing.merge([1, 2]))
    assert list(cells) == [1] and (cells[1].area, cells[1].label) == (500, 1)
    with pytest.raises(ValueError, match="two or more"):
        editing.merge([1, 1])


def test_split(editing):
    cells = after(editing, editing.split(2, [40, 0, 40, 40]))
    assert list(cells) == [1, 3, 4]
    assert cells[3].area + cells[4].area == 400 and cells[3].label == 1


def test_unknown_cell(editing):
    for call in (
        lambda: editing.delete([9]),
        lambda: editing.brush(9, [1, 1], 1),
        lambda: editing.split(9, [1, 1, 2, 2]),
        lambda: editing.merge([1, 9]),
    ):
        with pytest.raises(ValueError, match="cell 9: not in the image"):
            call()


def test_mask(editing):
    mask = rectangle(0, 0, 3, 2)
    [cell] = editing.add(mask, 0).added
    assert cell.id == 3 and np.array_equal(cell.mask.crop, mask.crop)
