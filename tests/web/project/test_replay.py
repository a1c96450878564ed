import pytest
from web_project import rectangle

from mmcsam.jobs.problem import UnusableFileError
from mmcsam.web.project.project_cell import ProjectCell
from mmcsam.web.project.replay import Replay, numbered

IMAGE = {"op": "image", "id": 1, "name": "a.png", "place": "folder", "pixel_size": None}
IMAGE |= {"width": 96, "height": 64}
CELL = ProjectCell.drawn(1, 0, rectangle(0, 0, 4, 4))
DRAW = {"op": "edit", "image": 1, "revision": 1, "removed": [], "forget": False}
DRAW |= {"added": [CELL.to_record()]}
PREDICTION = {"op": "prediction", "image": 1, "file": "predictions/x.json", "model": "m"}


def replayed(tmp_path, *records):
    replay = Replay(tmp_path, lambda place, name: tmp_path / place / name, {"cell": 0})
    replay.read(records, "journal.jsonl")
    return replay


def test_records_become_a_state(tmp_path):
    undo = {"op": "undo", "image": 1, "revision": 2}
    redo = {"op": "redo", "image": 1, "revision": 3}
    finished = {"op": "finished", "image": 1, "finished": True, "threshold": 0.4}
    replay = replayed(tmp_path, IMAGE, DRAW, undo, redo, finished)
    state = replay.states[1]
    assert state.cells == {1: CELL} and state.revision == 3
    assert state.finished and state.threshold == 0.4
    assert replay.entries[1].path == tmp_path / "folder/a.png"


@pytest.mark.parametrize(
    "record",
    [{**DRAW, "revision": 5}, {**DRAW, "image": 2}, {"op": "paint", "image": 1, "revision": 1}]
    + [{"op": "undo", "image": 1, "revision": 1}, {"image": 1}],
)
def test_what_does_not_fit(tmp_path, record):
    with pytest.raises(UnusableFileError, match="line 2 does not fit"):
        replayed(tmp_path, IMAGE, record)


def test_lost_prediction_costs_one_image(tmp_path):
    second = {**IMAGE, "id": 2, "name": "b.png"}
    lost = {**PREDICTION, "revision": 1, "kept": [0]}
    replay = replayed(tmp_path, IMAGE, second, lost, {**DRAW, "revision": 2}, {**DRAW, "image": 2})
    assert "x.json" in replay.broken[1] and not replay.states[1].cells
    assert replay.states[2].cells == {1: CELL}


def test_numbers():
    assert [cell.id for cell in numbered([CELL, CELL], 7)] == [7, 8]
