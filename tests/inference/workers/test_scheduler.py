"""Work goes to whoever is free, and that of a lost worker is done again."""

from concurrent.futures import Future
from pathlib import Path

import pytest

from mmcsam.inference.image_files import ImageFile
from mmcsam.inference.window import ImagePart
from mmcsam.inference.workers.image_predictor import Finished
from mmcsam.inference.workers.scheduler import Scheduler
from mmcsam.jobs.problem import Problem

BROKEN = Problem("x.png", "is broken", "an image", "Copy it again")


class LostError(Exception):
    pass


class FakeWorker:
    """Finishes at once; images of several parts are named after their number, as in ``4a``.

    Attributes:
        log: Of all workers: who did what.
    """

    lost = (LostError,)

    def __init__(self, number, log, fails):
        self.number, self.log, self.fails = number, log, fails
        self.closed = False

    def submit(self, method, *args):
        future = Future()
        try:
            future.set_result(None if method == "ready" else self.call(method, *args))
        except Exception as error:
            future.set_exception(error)
        return future

    def call(self, method, *args):
        name = args[0].name if method == "part" else args[0]
        step = (method, name, *(args[1:] if method == "part" else ()))
        self.log.append((self.number, step))
        if self.fails and self.fails[0][0] == step:
            outcome = self.fails.pop(0)[1]
            if isinstance(outcome, Exception):
                raise outcome
            return outcome
        if method == "part":
            return ImagePart([], [f"part {args[1]}"]), 1.0
        if method == "begin" and name[0].isdigit():
            return int(name[0])
        if method == "join":
            assert [part.notes for part in args[2]] == [[f"part {n}"] for n in range(int(name[0]))]
            return Finished(args[3], 10)
        return Finished(0.5, 10)

    def close(self):
        self.closed = True


@pytest.fixture
def run():
    """Return a function that gives images by name to workers, and returns the outcomes."""

    def call(*names, workers=2, fails=()):
        call.log, call.hired, left = [], [], list(fails)

        def hire():
            call.hired.append(FakeWorker(len(call.hired), call.log, left))
            return call.hired[-1]

        images = [(name, ImageFile(Path(name), Path(), name)) for name in names]
        outcomes = list(Scheduler(hire, workers).run(images))
        assert not left
        assert all(worker.closed for worker in call.hired)
        return outcomes

    return call


def test_every_image_once(run):
    outcomes = dict(run(*"abcde"))
    assert outcomes == dict.fromkeys("abcde", Finished(0.5, 10))
    assert sorted(step[1] for _, step in run.log) == list("abcde")
    assert {number for number, _ in run.log} == {0, 1}


def test_parts_are_shared_out_and_joined_in_order(run):
    outcomes = run("3a", "b", workers=3)
    assert dict(outcomes) == {"3a": Finished(3.0, 10), "b": Finished(0.5, 10)}
    assert len({number for number, step in run.log if step[:2] == ("part", "3a")}) > 1


def test_an_image_that_was_begun_is_ended_first(run):
    run("2a", "2b", "c", workers=1)
    assert [step[:2] for _, step in run.log] == [
        *(("begin", "2a"), ("part", "2a"), ("part", "2a"), ("join", "2a")),
        *(("begin", "2b"), ("part", "2b"), ("part", "2b"), ("join", "2b")),
        ("begin", "c"),
    ]


def test_a_part_that_cannot_be_used_ends_its_image_alone(run):
    outcomes = run("3a", "b", workers=1, fails=[(("part", "3a", 1), BROKEN)])
    assert outcomes == [("3a", BROKEN), ("b", Finished(0.5, 10))]
    assert ("part", "3a", 2) not in [step for _, step in run.log]


@pytest.mark.parametrize("step", [("begin", "2a"), ("part", "2a", 1), ("join", "2a")])
def test_a_lost_workers_work_is_done_again_by_another(run, step):
    outcomes = run("2a", "b", workers=1, fails=[(step, LostError()), (step, LostError())])
    assert dict(outcomes) == {"2a": Finished(2.0, 10), "b": Finished(0.5, 10)}
    assert [number for number, done in run.log if done == step] == [0, 1, 2]


def test_what_ends_every_worker_is_left_out(run):
    outcomes = dict(run("a", "b", workers=1, fails=[(("begin", "a"), LostError())] * 3))
    assert outcomes["b"] == Finished(0.5, 10)
    assert outcomes["a"].file == "a"
    assert "was stopped 3 times" in outcomes["a"].found


def test_an_error_of_the_output_ends_all(run):
    with pytest.raises(OSError, match="No space left"):
        run("a", "b", fails=[(("begin", "a"), OSError("No space left"))])
    assert all(worker.closed for worker in run.hired)


@pytest.mark.parametrize(("error", "hired"), [(LostError(), 3), (ImportError("no torch"), 1)])
def test_workers_that_cannot_start(error, hired):
    workers = []

    class Never(FakeWorker):
        def submit(self, method, *args):
            future = Future()
            future.set_exception(error)
            return future

    def hire():
        workers.append(Never(0, [], []))
        return workers[-1]

    with pytest.raises((ChildProcessError, ImportError), match="workers end before|no torch"):
        list(Scheduler(hire, 1).run([("a", ImageFile(Path("a"), Path(), "a"))]))
    assert len(workers) == hired
