"""A process with a model in memory, which is there again when it has died."""

import pytest
from scripted_finder import ScriptedFinder

from mmcsam.web.prediction.cell_finder import ModelChoice
from mmcsam.web.prediction.model_process import ModelProcess
from mmcsam.web.prediction.worker_process import WorkerLostError


@pytest.fixture
def told():
    return []


@pytest.fixture
def process(tmp_path, told):
    process = ModelProcess(lambda: told.append(process.state), ScriptedFinder(tmp_path / "log"))
    yield process
    process.end()


def test_started_when_it_is_needed(process, told, tmp_path):
    assert process.state == "stopped"
    assert process.ready(ModelChoice(tmp_path / "good")) == "good00000000"
    assert process.ready(ModelChoice(tmp_path / "good")) == "good00000000"
    assert told == ["starting", "ready"]


def test_there_again(process, told, tmp_path):
    choice = ModelChoice(tmp_path / "good")
    process.ready(choice)
    told.clear()
    with pytest.raises(WorkerLostError, match="code 5"):
        process.call("part", tmp_path / "dies", choice, 0)
    assert process.state == "restarting"
    assert process.ready(choice)
    assert told == ["restarting", "ready"]
    assert "code 5" in process.message


def test_a_model_that_cannot_be_read(process, tmp_path):
    assert process.ready(ModelChoice(tmp_path / "bad")) is None
    assert (process.state, process.message) == (
        "ready",
        "the model cannot be used: bad: no packed model",
    )
    assert process.ready(ModelChoice(tmp_path / "dies")) is None
    assert process.state == "stopped"
    assert (tmp_path / "log").read_text().count("load dies") == 3
    assert process.ready(ModelChoice(tmp_path / "good"))


def test_ended_it_starts_no_more(process, tmp_path):
    process.end()
    assert process.ready(ModelChoice(tmp_path / "good")) is None
    assert process.state == "stopped"
