"""COCO files back to masks and to a submission."""

import json
import runpy
import sys

import cv2
import numpy as np
import pytest
from repository import ROOT

from mmcsam.converters import convert_segpc, restore_segpc
from mmcsam.structures.instance_mask import InstanceMask

SCRIPT = ROOT / "data_converters" / "coco2segpc.py"


@pytest.fixture
def cell(square):
    """A 24x16 mask of a 4x4 cytoplasm with a 2x2 nucleus in it."""
    mask = square(left=5, top=4)
    mask[5:7, 6:8] = 40
    return mask


@pytest.fixture
def segpc(tree, cell, holed):
    tree.image("train", 106)
    tree.mask("train", 106, 2, cell)
    tree.mask("train", 106, 10, holed)
    tree.image("train", 21)
    return tree.root


def convert(segpc, out, classes):
    convert_segpc(segpc, out, classes, workers=1)
    return out / "instances_train.json"


def result(mask, category_id, score, image_id=2):
    instance = InstanceMask.cut(mask).annotation(category_id)
    return {"image_id": image_id, "score": score, **instance}


def read(path):
    return cv2.imread(str(path), cv2.IMREAD_UNCHANGED)


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("classes", [("nucleus", "cytoplasm"), ("nucleus", "cytoplasm", "cell")])
def test_bmp_to_coco_to_bmp_is_identical(segpc, tmp_path, classes, workers):
    annotations = convert(segpc, tmp_path / "coco", classes)
    report = restore_segpc(annotations, tmp_path / "back", formats=["masks"], workers=workers)
    original = sorted((segpc / "train/y").iterdir())
    back = sorted((tmp_path / "back/train/y").iterdir())
    assert [path.name for path in back] == [path.name for path in original]
    for a, b in zip(original, back, strict=True):
        assert a.read_bytes() == b.read_bytes()
    assert (report.images, report.cells, report.without_nucleus) == (2, 2, 0)


def test_cell_alone_is_cytoplasm(segpc, tmp_path, cell):
    annotations = convert(segpc, tmp_path / "coco", ["cell"])
    report = restore_segpc(annotations, tmp_path / "back", workers=1)
    mask = read(tmp_path / "back/train/y/106_2.bmp")
    np.testing.assert_array_equal(mask, np.where(cell > 0, 20, 0))
    assert report.without_nucleus == 2


def test_predictions(segpc, tmp_path, square):
    annotations = convert(segpc, tmp_path / "coco", ["nucleus", "cell"])
    sure, unsure, faint = square(left=2), square(left=12), square(left=18)
    nucleus = np.zeros((16, 24), np.uint8)
    nucleus[4:6, 14:18] = 1  # four of eight pixels inside ``unsure``
    stray = np.zeros((16, 24), np.uint8)
    stray[12:14, 2:4] = 1
    predictions = tmp_path / "result.segm.json"
    predictions.write_text(
        json.dumps(
            [
                result(unsure, 2, 0.6),
                result(sure, 2, 0.9),
                result(faint, 2, 0.4),
                result(nucleus, 1, 0.8),
                result(stray, 1, 0.8),
            ]
        )
    )
    report = restore_segpc(annotations, tmp_path / "back", predictions, workers=1)
    folder = tmp_path / "back/train/y"
    assert sorted(path.name for path in folder.iterdir()) == ["106_1.bmp", "106_2.bmp"]
    np.testing.assert_array_equal(read(folder / "106_1.bmp"), sure)
    expected = unsure.copy()
    expected[4:6, 14:16] = 40
    np.testing.assert_array_equal(read(folder / "106_2.bmp"), expected)
    assert (report.cells, report.without_nucleus, report.without_cell) == (2, 1, 1)


def parse(line):
    """Read a line as the challenge does: image name, and rows and columns of each cell's parts."""
    name, *cells = line.split("\t")
    parts = [[part.split(";") if part else [] for part in cell.split(" ")] for cell in cells]
    return name, [
        [[tuple(map(int, pixel.split(","))) for pixel in part] for part in cell] for cell in parts
    ]


def test_submission(segpc, tmp_path, cell, holed):
    annotations = convert(segpc, tmp_path / "coco", ["nucleus", "cytoplasm"])
    restore_segpc(annotations, tmp_path / "back", formats=["submission"], workers=1)
    assert [path.name for path in (tmp_path / "back").glob("[!.]*")] == ["submission.txt"]
    lines = (tmp_path / "back/submission.txt").read_text().split("\n")
    assert lines[0] == "21"
    name, cells = parse(lines[1])
    assert name == "106"
    for mask, parts in zip((cell, holed), cells, strict=True):
        small = cv2.resize(mask, (1440, 1080), interpolation=cv2.INTER_NEAREST)
        for value, pixels in zip((40, 20), parts, strict=True):
            assert pixels == [tuple(pixel) for pixel in np.argwhere(small == value).tolist()]


def test_submission_with_an_empty_part(segpc, tmp_path):
    annotations = convert(segpc, tmp_path / "coco", ["cell"])
    restore_segpc(annotations, tmp_path / "back", formats=["submission"], workers=1)
    _, cells = parse((tmp_path / "back/submission.txt").read_text().split("\n")[1])
    assert [len(nucleus) for nucleus, _ in cells] == [0, 0]


def test_masks_are_never_mixed_with_others(segpc, tmp_path):
    annotations = convert(segpc, tmp_path / "coco", ["cell"])
    before = {path: path.read_bytes() for path in (segpc / "train/y").iterdir()}
    with pytest.raises(FileExistsError, match="train/y holds masks already"):
        restore_segpc(annotations, segpc, workers=1)
    assert {path: path.read_bytes() for path in (segpc / "train/y").iterdir()} == before


def change(annotations, **keys):
    coco = json.loads(annotations.read_text())
    for key, value in keys.items():
        coco[key] = value(coco[key])
    annotations.write_text(json.dumps(coco))


def test_bad_input(segpc, tmp_path):
    annotations = convert(segpc, tmp_path / "coco", ["nucleus", "cytoplasm"])
    with pytest.raises(ValueError, match="formats must be one or more of"):
        restore_segpc(annotations, tmp_path / "back", formats=["png"])
    predictions = tmp_path / "result.json"
    predictions.write_text(json.dumps([result(np.ones((16, 24), np.uint8), 1, 0.9)]))
    with pytest.raises(ValueError, match="expected the class cell, .* in predictions"):
        restore_segpc(annotations, tmp_path / "back", predictions)
    change(annotations, categories=lambda c: [{**c[0], "name": "yeast"}, c[1]])
    with pytest.raises(ValueError, match="the class 'yeast' has no place in SegPC's masks"):
        restore_segpc(annotations, tmp_path / "back")
    assert not (tmp_path / "back").exists()


def spoilt(path, **changes):
    """Change the first annotation of a COCO file."""
    content = json.loads(path.read_text())
    content["annotations"][0].update(changes)
    path.write_text(json.dumps(content))
    return content["annotations"][0]


@pytest.mark.parametrize("change", ["cut", "joined", "none"])
def test_damaged_masks_are_left_out_and_named(segpc, tmp_path, change):
    """pycocotools would show memory that nobody has written, or never come back."""
    annotations = convert(segpc, tmp_path / "coco", ["cell"])
    rle = json.loads(annotations.read_text())["annotations"][0]["segmentation"]
    counts = {"cut": rle["counts"][:-2], "joined": rle["counts"] * 2, "none": ""}[change]
    first = spoilt(annotations, segmentation={**rle, "counts": counts})
    report = restore_segpc(annotations, tmp_path / "back", workers=1)
    (problem,) = report.problems
    assert problem.file.startswith(f"{annotations}: entry {first['id']} of train/x/")
    assert "the RLE's counts are damaged" in problem.found
    assert str(report).endswith(f"skipped: 1\n  {problem}")
    assert (report.cells, len(list((tmp_path / "back").rglob("*.bmp")))) == (1, 1)


@pytest.mark.parametrize("number", ["/../../out", -3, 1.5, [2], "2.bmp"])
def test_instance_numbers_go_into_file_names(segpc, tmp_path, number):
    annotations = convert(segpc, tmp_path / "coco", ["cell"])
    spoilt(annotations, instance_number=number)
    with pytest.raises(ValueError, match=r"instance_number is .*; expected a whole number"):
        restore_segpc(annotations, tmp_path / "back")
    assert not (tmp_path / "back").exists()
    spoilt(annotations, instance_number="2")
    assert restore_segpc(annotations, tmp_path / "back", workers=1).cells == 2


def test_submission_of_any_name(segpc, tmp_path):
    annotations = convert(segpc, tmp_path / "coco", ["cell"])
    content = json.loads(annotations.read_text())
    content["images"][0]["file_name"] = "train/x/Körper.bmp"
    annotations.write_text(json.dumps(content))
    restore_segpc(annotations, tmp_path / "back", formats=["submission"], workers=1)
    lines = (tmp_path / "back/submission.txt").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("Körper\t") or lines[0] == "Körper"
    content["images"][0]["file_name"] = "train/x/a\tb.bmp"
    annotations.write_text(json.dumps(content))
    with pytest.raises(ValueError, match=r"an image is called 'a\\tb'; a submission has a line"):
        restore_segpc(annotations, tmp_path / "again", formats=["submission"])


def test_images_larger_than_masks_can_be(segpc, tmp_path):
    annotations = convert(segpc, tmp_path / "coco", ["cell"])
    content = json.loads(annotations.read_text())
    content["images"][0].update(width=60_000, height=60_000)
    content["annotations"] = []
    annotations.write_text(json.dumps(content))
    with pytest.raises(ValueError, match=r"has 60000x60000 pixels, and a mask of that size"):
        restore_segpc(annotations, tmp_path / "back")


@pytest.mark.parametrize("name", ["/etc/x/1.bmp", "../x/1.bmp"])
def test_paths_stay_inside(segpc, tmp_path, name):
    annotations = convert(segpc, tmp_path / "coco", ["cell"])
    change(annotations, images=lambda i: [{**i[0], "file_name": name}, i[1]])
    with pytest.raises(ValueError, match="must be relative to the data root"):
        restore_segpc(annotations, tmp_path / "back")


def test_submission_needs_unique_names(segpc, tmp_path):
    annotations = convert(segpc, tmp_path / "coco", ["cell"])
    change(annotations, images=lambda i: [{**i[0], "file_name": "test/x/106.bmp"}, i[1]])
    with pytest.raises(ValueError, match="2 images are called 106"):
        restore_segpc(annotations, tmp_path / "back")
    restore_segpc(annotations, tmp_path / "back", formats=["masks"], workers=1)


def test_script(segpc, tmp_path, monkeypatch, capsys):
    annotations = convert(segpc, tmp_path / "coco", ["cell"])

    def run():
        arguments = [annotations, "--out", tmp_path / "back", "--workers", 1]
        monkeypatch.setattr(sys, "argv", [str(SCRIPT), *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            runpy.run_path(str(SCRIPT), run_name="__main__")
        return end.value.code

    assert run() == 0
    assert f"written: {tmp_path / 'back/submission.txt'}" in capsys.readouterr().out
    assert run() == 2
    assert capsys.readouterr().err.splitlines()[-1].startswith("error: ")
