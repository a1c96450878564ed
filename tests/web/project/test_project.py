import json

import pytest
from fake_backend import pack_tiny_model
from web_project import CLASSES, draw_images, found, rectangle

from mmcsam.web.project.change import Change
from mmcsam.web.project.project import Project
from mmcsam.web.project.project_cell import ProjectCell


@pytest.fixture
def project(tmp_path):
    opened = Project.open(tmp_path / "project", draw_images(tmp_path / "scans"), CLASSES)
    yield opened
    opened.close()


def again(project):
    project.close()
    return Project.open(project.path)


def test_prediction(project):
    project.set_prediction(1, found((0, 0, 9, 9), (20, 20, 5, 5), scores=[0.9, 0.2]), "a" * 12)
    image = project.image(1)
    assert (image["state"], image["cells"], image["revision"]) == ("ready", 1, 1)
    assert not image["corrected"] and project.image(2)["state"] == "waiting"
    state = project.state(1)
    project = again(project)
    assert project.state(1) == state and state.model == "a" * 12
    project.close()


def test_prediction_again_keeps_what_was_corrected(project):
    boxes = [(0, 0, 10, 10), (20, 0, 10, 10), (40, 0, 10, 10)]
    project.set_prediction(1, found(*boxes), "a" * 12)
    cells = project.state(1).cells
    changed = cells[1].by_hand(label=1)
    project.commit(1, 1, Change((2,), (changed,)))
    project.set_prediction(1, found(*boxes, (60, 0, 10, 10)), "b" * 12)
    state = project.state(1)
    assert [cell.box[0] for cell in state.cells.values()] == [0, 40, 60]
    assert state.cells[1] == changed and list(state.cells) == [1, 4, 5]
    project = again(project)
    assert project.state(1) == state
    undone, _ = project.undo(1, state.revision)
    assert undone.cells[2].box == (20, 0, 10, 10)
    project.close()


def test_finished_image_stays_as_it_is(project):
    project.set_prediction(1, found((0, 0, 9, 9), (20, 0, 9, 9), scores=[0.9, 0.4]), "a" * 12)
    project.set_finished(1, True)
    state = project.state(1)
    project.set_prediction(1, found(), "b" * 12)
    assert project.state(1) == state
    project.change_settings(threshold=0.1)
    assert project.image(1)["cells"] == 1 and project.image(1)["threshold"] == 0.5
    assert len(project.finished_coco()["annotations"]) == 1
    project.set_finished(1, False)
    assert project.image(1)["cells"] == 2 and not project.finished_coco()["images"]


def test_new_classes_of_a_model(project):
    cells = found((0, 0, 9, 9), labels=[1], classes=("plasma cell", "lymphocyte"))
    project.set_prediction(1, cells, "a" * 12)
    assert project.settings.classes == ("plasma cell", "other", "lymphocyte")
    assert project.state(1).cells[1].label == 2


def test_image_of_another_size(project):
    project.set_prediction(1, found((0, 0, 9, 9), size=(50, 40)), "a" * 12)
    assert project.entry(1).size == (50, 40)
    project.set_prediction(1, found((0, 0, 9, 9)), "a" * 12)
    assert "50" not in project.image(1)["reason"] and "96x64" in project.image(1)["reason"]
    assert project.state(1).revision == 1


def test_lost_prediction_costs_one_image(project):
    project.set_prediction(1, found((0, 0, 9, 9)), "a" * 12)
    project.set_prediction(2, found((0, 0, 9, 9)), "a" * 12)
    project.close()
    next((project.path / "predictions").glob("000001.*")).unlink()
    project = Project.open(project.path)
    assert project.image(1)["state"] == "failed" and project.image(2)["cells"] == 1
    with pytest.raises(ValueError, match="cannot be read"):
        project.commit(1, 0, Change(added=(ProjectCell.drawn(1, 0, rectangle(0, 0, 2, 2)),)))
    project.close()


def test_settings_last(project):
    seen = []
    project.subscribe(seen.append)
    project.change_settings(threshold=0.3, cell_width=40.0, classes=(*CLASSES, "new"))
    assert {"type": "project"} in seen
    with pytest.raises(ValueError, match="all others as before"):
        project.change_settings(classes=("other", "plasma cell", "new"))
    with pytest.raises(ValueError):
        project.change_settings(threshold=2.0)
    project = again(project)
    assert project.settings.threshold == 0.3 and project.cell_width == 40
    assert project.pixel_size is None and project.name == "scans"
    project.close()


def test_models(project, tmp_path):
    with pytest.raises(ValueError, match="no model is chosen"):
        project.model_path()
    file = pack_tiny_model(tmp_path / "mine.mmcsam")
    project.choose_model("mine", file)
    assert project.model_path() == project.model_path("mine") == file
    assert project.settings.classes == (*CLASSES, "cell")
    with pytest.raises(ValueError, match="other.*no such model"):
        project.choose_model("other")
    assert project.settings.model == "mine" and "mine" in project.model_paths()


def test_dropped_images(project, tmp_path):
    draw_images(project.path / "images", "sub/c.png")
    assert project.add_dropped(["sub/c.png"]) == [3]
    project = again(project)
    assert project.entry(3).path == project.path / "images/sub/c.png"
    assert [image["name"] for image in project.images()] == ["a.png", "b.png", "sub/c.png"]
    project.close()


def test_finished_images_for_other_programs(project):
    project.set_prediction(2, found((0, 0, 9, 9)), "a" * 12)
    project.set_finished(2, True)
    project.close()
    coco = json.loads((project.path / "instances.json").read_text())
    assert [image["file_name"] for image in coco["images"]] == ["b.png"]
    assert len(coco["annotations"]) == 1
