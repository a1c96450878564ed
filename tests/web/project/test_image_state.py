from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from web_project import rectangle

from mmcsam.web.project.change import Change
from mmcsam.web.project.image_state import ImageState
from mmcsam.web.project.project_cell import ProjectCell


def drawn(number, left=0, label=0):
    return ProjectCell.drawn(number, label, rectangle(left, 0, 4, 4))


def model_cell(number, score=0.9, left=0):
    return replace(drawn(number, left), score=score, origin="model")


def test_edit_undo_redo():
    state = ImageState().edited(Change(added=(drawn(1), drawn(2, 10))))
    edited = state.edited(Change((1,), (drawn(2, 20),)))
    assert list(edited.cells) == [2] and edited.deleted.keys() == {1}
    back, change = edited.undone()
    assert back.cells == state.cells and not back.deleted and back.revision == 3
    assert change == Change((), (drawn(1), drawn(2, 10)))
    again, change = back.redone()
    assert again.cells == edited.cells and again.deleted == edited.deleted
    assert change == Change((1,), (drawn(2, 20),))


def test_new_edit_ends_redo():
    state = ImageState().edited(Change(added=(drawn(1),))).undone()[0]
    assert len(state.redo) == 1
    assert len(state.edited(Change(added=(drawn(2),))).redo) == 0


def test_ids_are_not_used_again():
    state = ImageState().edited(Change(added=(drawn(1),))).edited(Change((1,)))
    assert state.next_id == 2
    with pytest.raises(ValueError, match="its id was used before"):
        state.edited(Change(added=(drawn(1),)))
    with pytest.raises(ValueError, match="not in the image"):
        state.edited(Change((1,)))


def test_nothing_left():
    with pytest.raises(ValueError, match="undo"):
        ImageState().undone()
    with pytest.raises(ValueError, match="redo"):
        ImageState().redone()


def test_prediction_replaces_what_nobody_touched():
    state = ImageState().predicted((model_cell(1), model_cell(2, left=20)), "old")
    state = state.edited(Change(added=(state.cells[1].by_hand(label=1),)))
    state = state.predicted((model_cell(3, left=40),), "new")
    assert list(state.cells) == [1, 3] and state.model == "new" and state.next_id == 4
    assert state.undone()[0].cells[1].origin == "model"


def test_clear_forgets_deletions():
    state = ImageState().edited(Change(added=(drawn(1), drawn(2)))).edited(Change((1,)))
    cleared = state.edited(Change((2,), forget=True))
    assert not cleared.deleted and not cleared.cells
    assert cleared.undone()[0].deleted.keys() == {1}


def test_what_counts():
    state = ImageState().predicted((model_cell(1, 0.9), model_cell(2, 0.3)), "m")
    state = state.edited(Change(added=(drawn(3),)))
    assert [cell.id for cell in state.shown(0.5)] == [1, 3] and state.count(0.5) == 2
    finished = replace(state, finished=True, threshold=0.2)
    assert finished.count(0.5) == 3 and len(finished.shown(0.99)) == 3


def test_box():
    state = ImageState().edited(Change(added=(drawn(1, 0), drawn(2, 10))))
    assert [cell.id for cell in state.touching(3, 0, 5, 5)] == [1]
    assert [cell.id for cell in state.touching(4, 0, 6, 5)] == []
    assert [cell.id for cell in state.touching(0, 3.5, 96, 1)] == [1, 2]
    assert ImageState().touching(0, 0, 9, 9) == []


@settings(deadline=None, max_examples=25)
@given(st.lists(st.integers(0, 5), max_size=30))
def test_undoing_all_leads_back(steps):
    """Whatever edits: undone they leave nothing, done again they leave the same."""
    state = ImageState()
    for step in steps:
        ids = list(state.cells)
        if step < 3 or not ids:
            state = state.edited(Change(added=(drawn(state.next_id, step),)))
        elif step == 3:
            state = state.edited(Change((ids[0],)))
        elif step == 4:
            state = state.edited(Change(added=(drawn(ids[-1], 30),)))
        else:
            state = state.edited(Change(tuple(ids), forget=True))
    undone = state
    for _ in steps:
        undone = undone.undone()[0]
    assert not undone.cells and not undone.deleted and not undone.undo
    for _ in steps:
        undone = undone.redone()[0]
    assert (undone.cells, undone.deleted) == (state.cells, state.deleted)
    assert undone.revision == 3 * len(steps)
