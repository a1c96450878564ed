"""What an export says that it did."""

from pathlib import Path

from mmcsam.export.export_report import ExportReport
from mmcsam.jobs.problem import Problem


def words(report):
    return [" ".join(line.split()) for line in str(report).splitlines()]


def test_numbers_files_notes_and_problems():
    report = ExportReport(
        Path("out"),
        images=1_200,
        images_without_objects=3,
        objects=54_321,
        of_several_parts=7,
        overlapped_pixels=1_000_000,
        images_with_overlap=12,
        hidden_objects=2,
        files={"labels": 1_200, "csv": 1},
        notes=["2 files in out/labels are of an earlier run"],
        problems=[Problem("1.png", "no such image", "a file", "Look for it")],
    )
    assert words(report) == [
        "images 1,200",
        "images without objects 3",
        "objects 54,321",
        "of several parts 7",
        "overlapped pixels 1,000,000",
        "images with overlap 12",
        "hidden objects 2",
        f"written: 1,200 files in {Path('out', 'labels')}",
        f"written: {Path('out', 'cells.csv')}",
        "note: 2 files in out/labels are of an earlier run",
        "skipped: 1",
        "1.png: no such image; expected a file. Look for it.",
    ]


def test_overlap_is_of_label_images_alone():
    report = ExportReport(Path("out"), images=1, objects=2, files={"qupath": 1})
    assert words(report) == [
        "images 1",
        "images without objects 0",
        "objects 2",
        "of several parts 0",
        f"written: 1 files in {Path('out', 'qupath')}",
        "skipped: 0",
    ]
