"""Progress in a log and on a terminal."""

import io
import sys

import pytest

from mmcsam.jobs.progress import progress


def lines(capsys, items, total, **settings):
    assert list(progress(items, "drawing", total, **settings)) == list(items)
    written = capsys.readouterr()
    assert written.out == ""
    return written.err.splitlines()


@pytest.mark.parametrize(
    ("total", "shown"),
    [
        (0, []),
        (1, [1]),
        (3, [1, 2, 3]),
        (10, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
        (25, [3, 5, 8, 10, 13, 15, 18, 20, 23, 25]),
        (1000, [100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]),
    ],
)
def test_a_log_has_ten_lines_at_most(capsys, total, shown):
    expected = [f"drawing: {done} of {total} images" for done in shown]
    assert lines(capsys, range(total), total) == expected


def test_the_unit_is_named(capsys):
    assert lines(capsys, "ab", 2, unit="file") == [
        "drawing: 1 of 2 files",
        "drawing: 2 of 2 files",
    ]


def test_megapixels_a_second(capsys, monkeypatch):
    clock = iter([0.0, 4.0, 4.0, 8.0, 8.0])
    monkeypatch.setattr("time.perf_counter", lambda: next(clock))
    assert lines(capsys, [6_000_000, 2_000_000], 2, pixels=int) == [
        "drawing: 1 of 2 images, 1.50 megapixels/s, 4 s left",
        "drawing: 2 of 2 images, 1.00 megapixels/s, 0 s left",
    ]


def test_a_line_comes_after_the_work(capsys):
    """An item counts as done once the next one is asked for."""
    steps = progress([1, 2], "drawing", 2)
    next(steps)
    assert capsys.readouterr().err == ""
    next(steps)
    assert capsys.readouterr().err == "drawing: 1 of 2 images\n"


def test_a_terminal_has_a_bar(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr(sys, "stderr", Terminal())
    assert list(progress(iter("abc"), "drawing", 3)) == ["a", "b", "c"]
    last = sys.stderr.getvalue().rstrip().split("\r")[-1]
    assert last.startswith("drawing: 100%")
    assert "3/3" in last
