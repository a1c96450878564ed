"""Work in one process and in several."""

import os

import cv2
import pytest

from mmcsam.jobs.problem import UnusableFileError
from mmcsam.jobs.workers import map_in_processes


def square(number):
    return number**2


def process(_):
    return os.getpid()


def fail_at_three(number):
    if number == 3:
        raise UnusableFileError("3.png", "cannot be read", "an image", "Replace it")
    return number


def test_results_are_in_order(capsys):
    expected = [number**2 for number in range(11)]
    assert list(map_in_processes(square, range(11), 1, "counting")) == expected
    assert list(map_in_processes(square, range(11), 3, "counting", "number")) == expected
    last = capsys.readouterr().err.splitlines()
    assert (last[9], last[-1]) == ("counting: 11 of 11 images", "counting: 11 of 11 numbers")


def test_one_worker_is_this_process():
    assert set(map_in_processes(process, [1, 2], 1, "counting")) == {os.getpid()}
    assert os.getpid() not in set(map_in_processes(process, [1, 2], 2, "counting"))


def test_one_worker_works_as_results_are_asked_for():
    done = []
    results = map_in_processes(done.append, [1, 2, 3], 1, "counting")
    assert done == []
    next(results)
    assert done == [1]


@pytest.mark.parametrize("workers", [1, 2])
def test_errors_come_back(workers):
    results = map_in_processes(fail_at_three, range(9), workers, "counting")
    with pytest.raises(UnusableFileError, match=r"3\.png: cannot be read; expected an image"):
        list(results)


def test_threads_of_opencv_are_as_before():
    threads = cv2.getNumThreads()
    try:
        cv2.setNumThreads(2)
        list(map_in_processes(square, [1], 2, "counting"))
        assert cv2.getNumThreads() == 2
        with pytest.raises(UnusableFileError):
            list(map_in_processes(fail_at_three, [3], 2, "counting"))
        assert cv2.getNumThreads() == 2
    finally:
        cv2.setNumThreads(threads)


@pytest.mark.parametrize("workers", [0, -1])
def test_no_workers(workers):
    with pytest.raises(ValueError, match=f"workers must be 1 or more, got {workers}"):
        map_in_processes(square, [1], workers, "counting")


@pytest.mark.parametrize("workers", [1, 2])
def test_no_items(workers):
    assert list(map_in_processes(square, [], workers, "counting")) == []
