"""Images predicted in the background, whatever becomes of the process."""

import re
import threading

import pytest
from fake_project import FakeProject
from scripted_finder import ScriptedFinder

from mmcsam.web.prediction.predictor import Predictor
from mmcsam.web.prediction.worker_process import WorkerLostError

NAMES = ("a", "dies", "b", "kills", "bad", "3-parts", "3-parts-waits", "waits")
A, DIES, B, KILLS, BAD, PARTS, SLOW_PARTS, SLOW = range(len(NAMES))


class Room:
    """A predictor with its project."""

    def __init__(self, folder, **models):
        self.project = FakeProject(folder, NAMES)
        self.project.models |= models
        self.predictor = Predictor(self.project, ScriptedFinder(folder / "log"))

    def log(self):
        path = self.project.path / "log"
        return path.read_text().splitlines() if path.exists() else []

    def done(self, *ids):
        project = self.project
        project.wait_for(lambda: set(ids) <= project.predicted.keys() | project.failed.keys())
        project.wait_for(lambda: self.predictor.status()["current"] is None)

    def go(self):
        (self.project.path / "go").touch()


@pytest.fixture
def room(tmp_path):
    room = Room(tmp_path, second=tmp_path / "second", broken=tmp_path / "bad")
    yield room
    room.go()
    room.predictor.close()


def test_in_order(room):
    room.predictor.submit([B, PARTS])
    room.predictor.submit([A], first=True)
    status = room.predictor.status()
    assert (status["waiting"], status["worker"], status["of"]) == ([A, B, PARTS], "stopped", 3)
    room.predictor.start()
    room.done(A, B, PARTS)
    assert [line for line in room.log() if line.startswith("join")] == [
        "join a 1",
        "join b 1",
        "join 3-parts 3",
    ]
    cells, sha = room.project.predicted[A]
    assert (cells.file_name, sha) == ("a", "model.mmcsam")
    assert [mark for mark in room.project.marks if mark[0] == A] == [
        (A, "waiting"),
        (A, "predicting"),
    ]
    status = room.predictor.status()
    assert status["waiting"] == []
    assert (status["done"], status["of"], status["seconds_left"]) == (3, 3, 0.0)
    assert (status["worker"], status["message"]) == ("ready", "3-parts: 3 seen")


def test_the_others_go_on(room):
    room.predictor.start()
    room.predictor.submit([A, DIES, B, KILLS, BAD, PARTS])
    room.done(A, DIES, B, KILLS, BAD, PARTS)
    assert set(room.project.predicted) == {A, B, PARTS}
    assert "ended by itself (code 5)" in room.project.failed[DIES]
    assert "was killed, as the system does when memory runs out" in room.project.failed[KILLS]
    assert room.project.failed[BAD] == "its end is missing"
    assert room.predictor.status()["worker"] == "ready"


def test_a_box_is_outlined_between_two_parts(room):
    room.predictor.start()
    room.predictor.submit([SLOW_PARTS, A])
    room.project.wait_for(lambda: room.predictor.status()["parts"] == 3)
    answers = []
    asked = threading.Thread(
        target=lambda: answers.append(room.predictor.outline_in_box(room.project.path / "b", [1]))
    )
    asked.start()
    room.go()
    asked.join(60)
    assert answers == [(1,)]
    room.done(SLOW_PARTS, A)
    log = [line for line in room.log() if not line.startswith(("load", "count"))]
    assert log.index("outline b") < log.index("part 3-parts-waits 2")
    assert log[-2:] == ["part a 0", "join a 1"]


def test_an_opened_image_comes_between_two_parts_and_nothing_is_done_twice(room):
    room.predictor.start()
    room.predictor.submit([SLOW_PARTS, B])
    room.project.wait_for(lambda: room.predictor.status()["parts"] == 3)
    room.predictor.submit([A], first=True)
    room.go()
    room.done(SLOW_PARTS, A, B)
    log = [line for line in room.log() if not line.startswith("load")]
    assert log.index("join a 1") < log.index("part 3-parts-waits 1") < log.index("join b 1")
    assert len(log) == len(set(log))


def test_a_box_that_ends_the_process(room):
    room.predictor.start()
    with pytest.raises(WorkerLostError, match="code 5"):
        room.predictor.outline_in_box(room.project.path / "dies", [0, 0, 5, 5])
    assert room.predictor.outline_in_box(room.project.path / "a", [2]) == (2,)


def test_stopped(room):
    room.predictor.start()
    room.predictor.submit([SLOW_PARTS, A, B])
    room.project.wait_for(lambda: room.predictor.status()["parts"] == 3)
    room.predictor.stop()
    status = room.predictor.status()
    assert (status["waiting"], status["current"], status["seconds_left"]) == ([], None, 0.0)
    assert {mark for mark in room.project.marks[-3:]} == {(SLOW_PARTS, None), (A, None), (B, None)}
    room.go()
    room.predictor.submit([B])
    room.done(B)
    assert set(room.project.predicted) == {B}
    assert room.predictor.status()["of"] == 1


def test_a_second_model(room):
    room.predictor.start()
    assert room.predictor.compare(A, "second") is None
    room.project.wait_for(lambda: "comparison" in room.project.events)
    assert room.predictor.compare(A, "second").file_name == "a"
    assert room.project.predicted == {}
    assert room.project.marks == []
    room.project.events.clear()
    assert room.predictor.compare(DIES, "second") is None
    room.project.wait_for(lambda: "comparison" in room.project.events)
    with pytest.raises(ValueError, match="code 5"):
        room.predictor.compare(DIES, "second")
    room.project.events.clear()
    assert room.predictor.compare(A, "broken") is None
    room.project.wait_for(lambda: "comparison" in room.project.events)
    with pytest.raises(ValueError, match="cannot be used: bad: no packed model"):
        room.predictor.compare(A, "broken")
    with pytest.raises(ValueError, match="no model 'third'"):
        room.predictor.compare(A, "third")
    with pytest.raises(KeyError):
        room.predictor.compare(99, "second")


@pytest.mark.parametrize(
    ("name", "words", "state"),
    [
        ("dies", r"while the model cannot be read: .*\(code 3\)", "stopped"),
        ("bad", "the model cannot be used: bad: no packed model", "ready"),
    ],
)
def test_no_model(room, name, words, state):
    room.project.models[None] = room.project.path / name
    room.predictor.start()
    room.predictor.submit([A, B])
    room.project.wait_for(lambda: room.project.marks[-1] == (B, None))
    status = room.predictor.status()
    assert status["waiting"] == []
    assert re.search(words, status["message"])
    assert status["worker"] == state
    assert room.project.failed == {}
    room.project.models[None] = room.project.path / "good"
    room.predictor.submit([A])
    room.done(A)


def test_closed_in_the_middle_of_a_part(room):
    room.predictor.start()
    room.predictor.submit([SLOW])
    room.project.wait_for(lambda: room.predictor.status()["parts"] == 1)
    room.predictor.close()
    assert room.project.predicted == room.project.failed == {}
    with pytest.raises(WorkerLostError, match="closing"):
        room.predictor.outline_in_box(room.project.path / "a", [1])


def test_an_image_that_was_removed(room):
    room.predictor.start()
    room.predictor.submit([99, A])
    room.done(A)
    assert set(room.project.predicted) == {A}
