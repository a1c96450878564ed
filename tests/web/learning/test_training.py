"""A training from finished images to a new model, as the background process does it."""

import pytest
from fake_backend import pack_tiny_model

from mmcsam.inference.model.packed_model import read_card
from mmcsam.inference.segmenter import Segmenter
from mmcsam.web.learning.training import Training
from mmcsam.web.learning.training_folder import TrainingFolder


@pytest.fixture
def job(lab):
    def make(count, **settings):
        project = lab(count)
        for image in project.coco["images"]:
            image["file_name"] = str(project.image_path(image["id"]))
        folder = TrainingFolder(project.path / "trainings/1")
        folder.write("finished", project.coco)
        job = {"model": str(project.model_path()), "cell_width": None, "pixel_size": None}
        job |= {"out": str(project.path / "models/new.mmcsam"), "budget": 1.0}
        folder.write("job", job | settings)
        return folder, project

    return make


def test_one_image(job):
    folder, project = job(1)
    Training(folder).run()
    outcome = folder.outcome
    assert (outcome["state"], outcome["model"], outcome["table"]) == ("finished", "new", None)
    assert "nothing to compare" in outcome["message"]
    cells = Segmenter(project.path / "models/new.mmcsam", device="cpu")(project.path / "0.png")
    assert cells.classes == ("cell",)
    assert not list(folder.path.glob("*/*.pth"))
    assert not (folder.path / "windows").exists()


def test_images_held_back(job, monkeypatch):
    folder, project = job(10)
    training = Training(folder)
    training.run()
    [stage] = folder.read("plan")
    assert len(stage["judged"]) == 2
    assert "Compared on 2 images with 6 cells that were held back" in folder.outcome["message"]
    assert folder.outcome["table"]["rows"]
    # Again: all is there, and nothing is done twice.
    monkeypatch.setattr("mmcsam.web.learning.training.train_further", None)
    monkeypatch.setattr("mmcsam.web.learning.training.predict_held_back", None)
    before = (project.path / "models/new.mmcsam").read_bytes()
    Training(folder).run()
    assert (project.path / "models/new.mmcsam").read_bytes() == before


def test_other_classes_than_the_models(job):
    folder, project = job(1)
    project.coco["categories"] = [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}]
    folder.write("finished", project.coco)
    with pytest.raises(ValueError, match="the model has no class 'a'"):
        Training(folder)


def test_classes_that_no_cell_has_and_the_model_does_not_know(job):
    folder, project = job(1)
    project.coco["categories"] += [{"id": 2, "name": "of a model chosen once"}]
    folder.write("finished", project.coco)
    assert Training(folder).matched == {"cell": "cell"}
    project.coco["annotations"][0]["category_id"] = 2
    folder.write("finished", project.coco)
    with pytest.raises(ValueError, match="no class 'of a model .*, only cell; choose a model that"):
        Training(folder)


def test_the_new_model_takes_images_as_the_old_one(job):
    folder, project = job(1, cell_width=40.0)
    old = project.model_path()
    pack_tiny_model(old, cell_width=20.0)
    training = Training(folder)
    windows = training._windows()
    assert windows["images"][0]["width"] == 48
    out = training._repacked(folder.path / "start.mmcsam", folder.path / "again.mmcsam", "again")
    assert read_card(out).pipeline == read_card(old).pipeline
