"""What a run of predictions says at its end."""

from pathlib import Path

from mmcsam.inference.prediction_report import PredictionReport
from mmcsam.jobs.problem import Problem


def test_table():
    report = PredictionReport(Path("out"), 1200, 3, 45_678, 9_000_000, 2.0, [Path("out/run.json")])
    report.notes.append("a.png: many")
    report.problems.append(Problem("b.png", "is cut short", "an image", "Copy it"))
    lines = str(report).splitlines()
    assert [line.split() for line in lines[:4]] == [
        ["images", "1,200"],
        ["of", "an", "earlier", "run", "3"],
        ["cells", "45,678"],
        ["megapixels", "a", "second", "4.50"],
    ]
    assert lines[4:] == [
        "written: out/run.json",
        "note: a.png: many",
        "left out: 1",
        "  b.png: is cut short; expected an image. Copy it.",
    ]


def test_nothing_to_do():
    assert "megapixels a second  0.00" in str(PredictionReport(Path("out")))
