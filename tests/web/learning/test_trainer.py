"""Trainings in the background: begun, stopped, killed, gone on with."""

import json
import os
import signal

import pytest

from mmcsam.inference.model.packed_model import read_card
from mmcsam.web.learning import trainer as module
from mmcsam.web.learning.trainer import Trainer, TrainingRunsError


@pytest.fixture
def training(lab):
    made = []

    def make(count, **options):
        project = lab(count)
        made.append(Trainer(project, budget=1, **options))
        return made[-1], project

    yield make
    for each in made:
        each.close()


def ended(trainer, project, state):
    project.wait_for(lambda: trainer.status()["state"] == state, 300)
    return trainer.status()


def test_a_new_model_beside_the_old_one(training):
    trainer, project = training(2)
    assert trainer.status()["state"] == "none"
    before = (project.path / "model.mmcsam").read_bytes()
    assert trainer.start()["state"] == "running"
    with pytest.raises(TrainingRunsError, match="a training is running; stop it"):
        trainer.start()
    status = ended(trainer, project, "finished")
    assert status["model"] == "model-corrected-1"
    card = read_card(project.path / "models" / "model-corrected-1.mmcsam")
    assert card.pipeline == read_card(project.path / "model.mmcsam").pipeline
    assert "2 corrected images with 6 cells" in card.description
    assert (project.path / "model.mmcsam").read_bytes() == before
    assert status["iteration"] == status["of"] == 36
    assert [step for step, _ in status["loss"]] == sorted(step for step, _ in status["loss"])
    assert "Fewer than 10 images" in status["message"]
    assert len(status["table"]["rows"]) > 3
    # The outcome is on disk a moment before the watcher sees the process end and tells of it.
    project.wait_for(lambda: "models" in project.events, 60)
    # The result is there after a restart of the server, and the next model has another name.
    again = Trainer(project)
    assert again.status() == status
    assert not again.resume()
    assert again._new_file(project.path / "models/model-corrected-1.mmcsam").name == (
        "model-corrected-2.mmcsam"
    )


def test_nothing_to_learn_from(training):
    trainer, project = training(2)
    with pytest.raises(ValueError, match="no model 'other'"):
        trainer.start("other")
    project.coco["annotations"] = []
    with pytest.raises(ValueError, match="no cell in the finished images"):
        trainer.start()
    project.coco["images"] = []
    with pytest.raises(ValueError, match="no image is marked as finished"):
        trainer.start()
    assert not (project.path / "trainings").exists()


def test_stopped(training):
    trainer, project = training(2)
    trainer.stop()
    trainer.start()
    process = trainer._process
    trainer.stop()
    assert process.poll() == -signal.SIGKILL
    assert trainer.status()["state"] == "stopped"
    assert trainer.status()["message"] == "it was stopped"
    assert not Trainer(project).resume()


def test_it_goes_on_after_a_restart_of_the_server(training):
    trainer, project = training(2)
    trainer.start()
    plan = project.path / "trainings/1/plan.json"
    project.wait_for(lambda: plan.exists(), 300)
    trainer.close()
    assert trainer.status()["state"] == "stopped"
    assert trainer.status()["message"] == "interrupted; it can go on"
    known = plan.read_text()
    again = Trainer(project)
    assert again.resume()
    assert again.status()["state"] == "running"
    assert ended(again, project, "finished")["model"] == "model-corrected-1"
    assert plan.read_text() == known
    again.close()


def test_why_it_failed(training, monkeypatch):
    trainer, project = training(2)
    project.coco["categories"][0]["name"] = "nucleus"
    project.coco["categories"].append({"id": 2, "name": "another"})
    trainer.start()
    assert "the model has no class 'nucleus'" in ended(trainer, project, "failed")["message"]
    trainer.start()
    os.killpg(trainer._process.pid, signal.SIGKILL)
    project.wait_for(lambda: trainer.status()["state"] == "failed", 60)
    assert "when memory runs out" in trainer.status()["message"]
    assert json.loads((project.path / "trainings/2/outcome.json").read_text())["state"] == "failed"
    assert module._NOTHING["state"] == "none"
