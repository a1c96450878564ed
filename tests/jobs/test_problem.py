"""What was skipped, as text and through processes."""

import pickle

import pytest

from mmcsam.jobs.problem import Problem, UnusableFileError, problem_of

PARTS = ("train/1.bmp", "cannot be read", "an image", "Replace it")
TEXT = "train/1.bmp: cannot be read; expected an image. Replace it."


def test_a_problem_says_what_to_do():
    assert str(Problem(*PARTS)) == TEXT


def test_an_error_holds_its_problem():
    error = UnusableFileError(*PARTS)
    assert isinstance(error, ValueError)
    assert str(error) == TEXT
    assert error.problem == Problem(*PARTS)


def test_an_error_comes_back_from_a_worker_process():
    again = pickle.loads(pickle.dumps(UnusableFileError(*PARTS)))
    assert type(again) is UnusableFileError
    assert (str(again), again.problem) == (TEXT, Problem(*PARTS))


def test_the_problem_of_an_error(tmp_path):
    assert problem_of(UnusableFileError(*PARTS), "another name") == Problem(*PARTS)
    with pytest.raises(OSError) as caught:
        (tmp_path / "absent").read_bytes()
    assert str(problem_of(caught.value, "y/absent")) == (
        "y/absent: cannot be read (No such file or directory); "
        "expected a readable file or folder. Check its rights."
    )


def test_an_error_without_a_reason_of_the_system():
    assert problem_of(OSError("cannot identify it"), "a.png").found == (
        "cannot be read (cannot identify it)"
    )
