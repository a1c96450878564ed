"""What is next, and how long the rest takes."""

import pytest

from mmcsam.web.prediction.prediction_queue import PredictionQueue, Task

A, B, C = (Task(number) for number in range(3))


@pytest.fixture
def queue():
    return PredictionQueue()


def taken(queue):
    order = []
    while (task := queue.take()) is not None:
        order.append(task)
        queue.finish()
    return order


def test_each_task_once(queue):
    assert [queue.add(task) for task in (A, B, A)] == [True, True, False]
    assert queue.take() == A
    assert not queue.add(A)
    assert queue.add(Task(0, "another model"))
    queue.finish()
    assert taken(queue) == [B, Task(0, "another model")]


def test_first_before_those_that_wait(queue):
    for task in (A, B):
        queue.add(task)
    assert queue.add(C, first=True)
    assert not queue.add(B, first=True)
    assert taken(queue) == [B, C, A]


def test_first_before_the_current_one(queue):
    queue.add(A)
    queue.add(B)
    assert queue.take() == A
    assert queue.take() == A
    queue.part, queue.parts = 2, 3
    queue.add(C, first=True)
    assert queue.take() == C
    assert (queue.part, queue.parts) == (0, 0)
    queue.finish()
    assert taken(queue) == [A, B]


def test_counts(queue):
    for task in (A, B):
        queue.add(task)
    queue.take()
    assert (queue.done, queue.total) == (0, 2)
    queue.finish()
    assert (queue.done, queue.total) == (1, 2)
    assert taken(queue) == [B]
    assert (queue.done, queue.total) == (2, 2)
    queue.add(C)
    assert (queue.done, queue.total) == (0, 1)


def test_cleared(queue):
    for task in (A, B, C):
        queue.add(task)
    queue.take()
    assert queue.clear() == [A, B, C]
    assert queue.take() is None
    assert queue.seconds_left(lambda _: 1.0) == 0


def test_the_rest_goes_by_pixels(queue):
    sizes = {0: 100.0, 1: 300.0, 2: 0.0}
    for task in (A, B, C):
        queue.add(task)
    assert queue.seconds_left(sizes.get) is None
    queue.take()
    queue.finish(seconds=2, pixels=100)
    # The third is of unknown size, taken for one like the second.
    assert queue.seconds_left(sizes.get) == pytest.approx(12)
    queue.take()
    queue.part, queue.parts = 1, 2
    assert queue.seconds_left(sizes.get) == pytest.approx(9)
    status = queue.status(sizes.get)
    assert status.pop("seconds_left") == pytest.approx(9)
    assert status == {
        "waiting": [2],
        "current": 1,
        "part": 1,
        "parts": 2,
        "done": 1,
        "of": 3,
    }
