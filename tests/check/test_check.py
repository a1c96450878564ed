"""The whole check, from the COCO file to the report."""

import runpy
import sys

import cv2
import numpy as np
import pytest
from checked_sample import HEIGHT, WIDTH, Sample
from repository import ROOT

from mmcsam.check.check import check_coco
from mmcsam.check.finding import FindingKind as Kind

SCRIPT = ROOT / "data_converters" / "check_coco.py"


def test_nothing_to_find(sample):
    report = sample.check(classes=["cell"], read_pixels=True)
    assert report.findings == []
    assert (report.images, report.instances, report.trained) == (3, 3, 3)
    assert str(report).endswith(
        "3 images, 3 instances, of which MMDetection trains on 3\n0 errors, 0 warnings, 0 notes"
    )


def test_images_in_both_files(sample):
    other = Sample(sample.root)
    other.images[0]["file_name"] = "9.png"
    other.images[2]["file_name"] = "8.png"
    assert sample.found(against=other.write("other.json")) == [
        (Kind.IN_BOTH_FILES, f"2.png: also in {sample.root / 'other.json'}")
    ]


def test_label_images_of_the_same_cells(sample):
    labels = sample.root / "labels"
    labels.mkdir()
    values = np.zeros((HEIGHT, WIDTH), np.uint8)
    values[5:13, 4:14] = 1
    for name in ("1.png", "2_masks.png", "3.png"):
        assert cv2.imwrite(str(labels / name), values)
    report = sample.check(labels=labels)
    assert report.findings == []
    assert "3 cells beside 3 of the file, 3 pairs of mean IoU 1.000\n" in str(report)
    values[20:30, 20:30] = 2
    assert cv2.imwrite(str(labels / "3.png"), values)
    (labels / "1.png").unlink()
    sheet = sample.root / "sheet.png"
    report = sample.check(labels=labels, sheet=sheet)
    assert [finding.kind for finding in report.findings] == [Kind.LABELS_DIFFER, Kind.NO_LABELS]
    assert report.labels.worst == "3.png"
    white = (cv2.imread(str(sheet))[46:, 6:] > 180).all(axis=2)
    assert white[100:260, 2 * 326 : 2 * 326 + 320].sum() > 50 + white[100:260, :320].sum()


def test_processes_find_the_same(sample):
    sample.annotations[0]["area"] = 0
    sample.annotations[2]["iscrowd"] = 1
    (sample.root / "2.png").unlink()
    one = sample.check()
    two = check_coco(sample.write(), sample.root, workers=2)
    assert one == two
    assert len(one.findings) == 5


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"sheet": "sheet.jpg"}, "ends in .png, not sheet.jpg"),
        ({"sheet": "sheet.png", "sheet_images": 0}, "sheet_images must be 1 or more"),
        ({"workers": 0}, "workers must be 1 or more"),
    ],
)
def test_bad_arguments(sample, arguments, message):
    with pytest.raises(ValueError, match=message):
        check_coco(sample.write(), sample.root, **arguments)


def test_no_image_folder(sample):
    with pytest.raises(NotADirectoryError, match="absent is no folder; give the one"):
        check_coco(sample.write(), sample.root / "absent")


def test_script(sample, monkeypatch, capsys):
    def run(*arguments):
        monkeypatch.setattr(sys, "argv", [str(SCRIPT), *map(str, arguments), "--workers", "1"])
        with pytest.raises(SystemExit) as end:
            runpy.run_path(str(SCRIPT), run_name="__main__")
        return end.value.code

    sample.annotations[0]["area"] = 70
    assert run(sample.write(), "--images", sample.root, "--classes", "cell") == 0
    assert "0 errors, 1 warning, 0 notes" in capsys.readouterr().out
    sample.annotations[0]["area"] = 0
    assert run(sample.write(), "--images", sample.root) == 1
    assert "2.png" not in capsys.readouterr().out
    assert run(sample.write(), "--images", sample.root / "absent") == 2
    assert capsys.readouterr().err.startswith("error: ")

    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("mmcsam.check.image_checker.check_mask", stop)
    assert run(sample.write(), "--images", sample.root) == 130


@pytest.mark.parametrize("written", ["images\\1.png", "C:\\me\\1.png", "%31.png", "1.PNG"])
def test_an_image_of_another_name(sample, written):
    """Only MMDetection's reading counts, which takes names as they stand."""
    sample.images[0]["file_name"] = written
    (finding,) = sample.check().of(Kind.MISSING_IMAGE)
    assert str(finding).endswith("does not exist; write file_name as 1.png")


def test_the_sheet_replaces_no_image(sample):
    for path, text in (
        ("1.png", "it is read by this run"),
        ("other.png", "is such a file already"),
    ):
        if path == "other.png":
            (sample.root / path).write_bytes(b"of somebody else")
        before = (sample.root / path).read_bytes()
        with pytest.raises(FileExistsError, match=text):
            sample.check(sheet=sample.root / path)
        assert (sample.root / path).read_bytes() == before
    for overwrite in (True, False):
        assert sample.check(sheet=sample.root / "other.png", overwrite=overwrite).sheet is not None
