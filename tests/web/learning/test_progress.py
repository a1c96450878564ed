"""How far a training is, by its log."""

import json

import pytest

from mmcsam.web.learning.progress import curve, read_progress, seconds_an_iteration
from mmcsam.web.learning.training_folder import TrainingFolder


def log(folder, name, *entries):
    path = folder / name / "vis_data/scalars.json"
    path.parent.mkdir(parents=True)
    path.write_text("".join(json.dumps(entry) + "\n" for entry in entries))
    return path


def entry(step, loss, time=2.0):
    return {"loss": loss, "time": time, "step": step}


@pytest.fixture
def folder(tmp_path):
    TrainingFolder(tmp_path).write(
        "plan", [{"name": "fold 1", "iterations": 20}, {"name": "final", "iterations": 30}]
    )
    return tmp_path


def test_nothing_yet(tmp_path):
    progress = read_progress(TrainingFolder(tmp_path))
    assert progress == {"iteration": 0, "of": 0, "seconds_left": None, "loss": [], "scores": []}


def test_through_all_stages(folder):
    log(folder / "fold_1", "1", entry(5, 0.9), entry(10, 0.8))
    progress = read_progress(TrainingFolder(folder))
    assert (progress["iteration"], progress["of"]) == (10, 50)
    assert progress["seconds_left"] == pytest.approx(40 * 2 + 2 * 15)
    (folder / "fold_1.mmcsam").touch()  # it ended before its time
    log(folder / "final", "1", entry(10, 0.5), {"coco/segm_mAP": 0.25, "time": 9.0, "step": 10})
    progress = read_progress(TrainingFolder(folder))
    assert progress["loss"] == [[5, 0.9], [10, 0.8], [30, 0.5]]
    assert progress["scores"] == [[30, 0.25]]
    assert progress["iteration"] == 30
    assert progress["seconds_left"] == pytest.approx(20 * 2 + 15)


def test_a_training_that_was_gone_on_with(folder):
    first = log(folder / "final", "1", entry(5, 0.9), entry(10, 0.8))
    with first.open("a") as file:
        file.write('{"loss": 0.')  # killed in mid-line
    log(folder / "final", "2", entry(10, 0.7), entry(15, 0.6))
    progress = read_progress(TrainingFolder(folder))
    assert progress["loss"] == [[25, 0.9], [30, 0.7], [35, 0.6]]


def test_pace(tmp_path):
    # The log has means: 5 s and 1 s, then 1 s and 1 s.
    log(tmp_path, "1", entry(2, 1, time=3.0), entry(4, 1, time=2.0))
    assert seconds_an_iteration(tmp_path) == pytest.approx(1.0)
    with pytest.raises(ValueError, match="two iterations or more"):
        seconds_an_iteration(tmp_path / "elsewhere")


def test_a_long_curve_is_thinned():
    points = [[step, 0.5] for step in range(1000)]
    assert curve([]) == []
    assert curve(points[:3]) == points[:3]
    assert len(curve(points)) == 200
    assert curve(points)[-1] == points[-1]
