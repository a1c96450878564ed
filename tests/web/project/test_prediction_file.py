import json

import pytest
from web_project import CLASSES, found, rectangle

from mmcsam.jobs.problem import UnusableFileError
from mmcsam.web.project.change import Change
from mmcsam.web.project.image_state import ImageState
from mmcsam.web.project.prediction_file import new_cells, read_prediction, write_prediction
from mmcsam.web.project.project_cell import ProjectCell

LABELS = {"other": 0, "plasma cell": 1}


def test_classes_go_by_name(tmp_path):
    path = tmp_path / "predictions/1.json"
    cells = found((1, 2, 3, 4), (10, 10, 5, 5), scores=[0.8, 0.1], labels=[0, 1])
    write_prediction(path, cells)
    first, second = read_prediction(path, LABELS, (96, 64))
    assert CLASSES == ("plasma cell", "other")
    assert (first.label, first.score, first.box, first.area) == (1, 0.8, (1, 2, 3, 4), 12)
    assert (second.label, second.origin) == (0, "model")


def test_damage_is_named(tmp_path):
    path = tmp_path / "1.json"
    for content in ("{", json.dumps({"categories": []})):
        path.write_text(content)
        with pytest.raises(UnusableFileError, match="1.json.*backup"):
            read_prediction(path, LABELS, (96, 64))
    with pytest.raises(UnusableFileError):
        read_prediction(tmp_path / "none.json", LABELS, (96, 64))


def test_overlap_with_what_was_drawn_or_deleted(tmp_path):
    path = tmp_path / "1.json"
    boxes = [(0, 0, 10, 10), (20, 0, 10, 10), (40, 0, 10, 10), (60, 0, 10, 10)]
    write_prediction(path, found(*boxes))
    cells = read_prediction(path, {name: i for i, name in enumerate(CLASSES)}, (96, 64))
    drawn = ProjectCell.drawn(1, 0, rectangle(1, 0, 10, 10))  # IoU 9/11 with the first
    half = ProjectCell.drawn(2, 0, rectangle(45, 0, 10, 10))  # IoU 1/3 with the third
    gone = ProjectCell.drawn(3, 0, rectangle(20, 0, 10, 10))
    state = ImageState().edited(Change(added=(drawn, half, gone))).edited(Change((3,)))
    assert new_cells(cells, state) == [2, 3]
    assert new_cells(cells, ImageState()) == [0, 1, 2, 3]
