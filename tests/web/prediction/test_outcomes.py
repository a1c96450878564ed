"""Where results go."""

import pytest
from fake_project import FakeProject

from mmcsam.inference.cells import Cells
from mmcsam.web.prediction.cell_finder import ModelChoice
from mmcsam.web.prediction.outcomes import Outcomes
from mmcsam.web.prediction.prediction_queue import Task

CELLS = Cells((), ("cell",), 4, 3, "a")


@pytest.fixture
def project(tmp_path):
    return FakeProject(tmp_path, ["a", "b"])


@pytest.fixture
def outcomes(project):
    return Outcomes(project)


@pytest.fixture
def choice(project):
    return ModelChoice(project.model_path())


def test_into_the_project(outcomes, project, choice):
    assert outcomes.cells(Task(0), choice, CELLS, "sha") == ""
    assert outcomes.failed(Task(1), choice, "broken") == ""
    assert project.predicted == {0: (CELLS, "sha")}
    assert project.failed == {1: "broken"}


def test_images_that_were_removed_meanwhile(outcomes, choice):
    outcomes.mark(Task(7), "waiting")
    assert outcomes.cells(Task(7), choice, CELLS, "sha") == ""
    assert outcomes.failed(Task(7), choice, "broken") == ""


def test_a_full_disk(outcomes, project, choice, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    for name in ("set_prediction", "fail"):
        monkeypatch.setattr(project, name, full)
    assert "could not be kept: [Errno 28]" in outcomes.cells(Task(0), choice, CELLS, "sha")
    assert "broken; and this could not be kept" in outcomes.failed(Task(1), choice, "broken")
    assert project.marks == [(0, None), (1, None)]


def test_beside_the_project(outcomes, project, choice):
    compared = [Task(number, "second", compared=True) for number in (0, 1)]
    other = ModelChoice(choice.file, cell_width=3.0)
    assert outcomes.compared(0, choice) is None
    outcomes.mark(compared[0], "waiting")
    outcomes.cells(compared[0], choice, CELLS, "sha")
    assert outcomes.compared(0, choice) is CELLS
    assert outcomes.compared(0, other) is None
    outcomes.failed(compared[1], choice, "broken")
    with pytest.raises(ValueError, match="broken"):
        outcomes.compared(1, choice)
    assert outcomes.compared(1, choice) is None
    assert (project.predicted, project.failed, project.marks) == ({}, {}, [])
    assert project.events == ["comparison", "comparison"]


def test_few_comparisons_are_kept(outcomes, choice):
    for number in range(40):
        outcomes.cells(Task(number, "second", compared=True), choice, CELLS, "sha")
    assert outcomes.compared(5, choice) is None
    assert outcomes.compared(39, choice) is CELLS
