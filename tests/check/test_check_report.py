"""Counts and the table of a check."""

import re
from pathlib import Path

from mmcsam.check.check_report import CheckReport
from mmcsam.check.finding import Finding, Severity
from mmcsam.check.finding import FindingKind as Kind


def test_report_counts_and_shows_the_first_examples(sample):
    for annotation in sample.annotations:
        annotation["area"] = -1
    sample.annotations += [sample.annotation(40, 1, area=0), sample.annotation(50, 1, area=79)]
    text = str(sample.check())
    assert "3 images, 5 instances, of which MMDetection trains on 1\n" in text
    assert re.search(r"^error +4 +instances with an area of 0 or less$", text, re.MULTILINE)
    assert "1.png, annotation 10: area -1\n" in text
    assert "3.png, annotation 30" not in text  # the fourth
    assert "and 1 more\n" in text
    assert text.index("error ") < text.index("warning ")
    assert text.endswith("4 errors, 3 warnings, 0 notes")


def test_all_findings_are_listed_on_request():
    findings = [Finding(Kind.NO_AREA, name) for name in "abcdefg"]
    text = str(CheckReport(Path("coco.json"), findings=findings, listed=None))
    assert [line.strip() for line in text.splitlines()[3:-1]] == list("abcdefg")


def test_counts_and_kinds():
    findings = [
        Finding(Kind.NO_AREA, "a"),
        Finding(Kind.CROWD, "b"),
        Finding(Kind.NO_AREA, "c"),
        Finding(Kind.OVERLAP, "d"),
    ]
    report = CheckReport(Path("coco.json"), findings=findings)
    assert [finding.where for finding in report.of(Kind.NO_AREA)] == ["a", "c"]
    assert report.of(Kind.NO_MASK) == []
    assert [report.count(severity) for severity in Severity] == [2, 1, 1]


def test_one_of_each_is_in_the_singular():
    findings = [Finding(Kind.OVERLAP, "x"), Finding(Kind.CROWD, "y"), Finding(Kind.NO_AREA, "z")]
    report = CheckReport(Path("coco.json"), 1_234, 56_789, 56_000, 4_321, findings)
    lines = [" ".join(line.split()) for line in str(report).splitlines()]
    assert lines == [
        "coco.json: 1,234 images, 56,789 instances, of which MMDetection trains on 56,000",
        "error 1 instances with an area of 0 or less",
        "MMDetection drops them",
        "z",
        "warning 1 instances marked iscrowd",
        "MMDetection trains neither on them nor on what is under them",
        "y",
        "note 1 pairs of instances of one class that overlap, in 4,321 pixels",
        "fine for RLE and polygons; label images cannot hold them",
        "x",
        "1 error, 1 warning, 1 note",
    ]


def test_three_examples_need_no_more():
    findings = [Finding(Kind.ORPHAN, f"annotation {i}") for i in range(3)]
    text = str(CheckReport(Path("coco.json"), findings=findings))
    assert "annotation 2" in text
    assert "more" not in text
    assert text.endswith("3 errors, 0 warnings, 0 notes")
