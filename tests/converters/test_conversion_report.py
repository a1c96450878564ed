"""The closing table of a conversion."""

from pathlib import Path

import pytest

from mmcsam.converters.conversion_report import ConversionReport, SplitCounts
from mmcsam.jobs.problem import Problem


def words(report):
    return [line.split() for line in str(report).splitlines()]


def test_each_class_has_a_row_of_its_own():
    counts = SplitCounts(3, 1, {"trap": 4, "cell": 50}, 6, 7, 8, 9)
    assert counts.rows() == [
        ("images", 3),
        ("images without instances", 1),
        ("trap", 4),
        ("cell", 50),
        ("of several parts", 6),
        ("at the border", 7),
        ("near duplicate pairs", 8),
        ("duplicates dropped", 9),
    ]


@pytest.mark.parametrize("name", ["images", "of several parts", "duplicates dropped"])
def test_a_class_may_be_called_as_a_count_is(name):
    counts = SplitCounts(3, 1, {name: 4, "cell": 50}, 6, 7, 8, 9)
    assert [count for _, count in counts.rows()] == [3, 1, 4, 50, 6, 7, 8, 9]
    report = ConversionReport({"train": counts, "test": counts})
    lines = str(report).splitlines()[1:9]
    assert [line.split()[-2:] for line in lines] == [[n] * 2 for n in "3 1 4 50 6 7 8 9".split()]


def test_a_column_a_split():
    train = SplitCounts(images=1500, instances={"cell": 1234567})
    report = ConversionReport(
        {"train": train, "test": SplitCounts(images=2, instances={"cell": 0})}
    )
    assert words(report)[:4] == [
        ["train", "test"],
        ["images", "1,500", "2"],
        ["images", "without", "instances", "0", "0"],
        ["cell", "1,234,567", "0"],
    ]


def test_files_notes_and_problems_follow():
    report = ConversionReport(
        files={"train": Path("out/instances_train.json")},
        notes=["one is odd"],
        problems=[Problem("a.png", "it is damaged", "an image", "Copy it again")],
    )
    assert str(report).splitlines()[1:] == [
        f"written: {Path('out/instances_train.json')}",
        "note: one is odd",
        "skipped: 1 files or folders",
        "  a.png: it is damaged; expected an image. Copy it again.",
    ]


def test_nothing_done():
    assert str(ConversionReport()).strip() == "skipped: 0 files or folders"
