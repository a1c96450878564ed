"""The whole conversion of the yeast data set, and its command."""

import runpy
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from converted_coco import load
from pycocotools import mask as mask_api
from repository import ROOT
from yeast_tensors import ALL, cell, convert, trap

from mmcsam.converters import convert_yeast

SCRIPT = ROOT / "data_converters" / "yeast2coco.py"


@pytest.mark.parametrize("top", ["", "dataset/", "a/b/"])
def test_every_field(yeast, out, top):
    yeast.sample("12", f"{top}train")
    yeast.empty("2", f"{top}train")
    report = convert(yeast, out, intensity=(-2, 3))
    coco = load(out)
    assert coco["categories"] == [{"id": 1, "name": "trap"}, {"id": 2, "name": "cell"}]
    assert coco["licenses"] == []
    assert coco["images"] == [
        {"id": 1, "file_name": "images/train/2.png", "width": 30, "height": 20},
        {"id": 2, "file_name": "images/train/12.png", "width": 30, "height": 20},
    ]
    first, second = coco["annotations"]
    masks = [mask_api.decode(entry.pop("segmentation")) for entry in (first, second)]
    np.testing.assert_array_equal(masks, [trap(), cell()])
    shared = {"image_id": 2, "iscrowd": 0}
    box = [1.0, 2.0, 5.0, 7.0]
    assert first == shared | {
        "id": 1,
        "category_id": 1,
        "area": 35,
        "bbox": box,
        "instance_number": 1,
    }
    box = [10.0, 10.0, 20.0, 10.0]
    assert second == shared | {
        "id": 2,
        "category_id": 2,
        "area": 56 - 6 + 6,
        "bbox": box,
        "instance_number": 2,
    }
    assert report.problems == []
    assert vars(report.counts["train"]) == {
        "images": 2,
        "images_without_instances": 1,
        "instances": {"trap": 1, "cell": 1},
        "of_several_parts": 1,
        "at_the_border": 1,
        "near_duplicate_pairs": 0,
        "duplicates_dropped": 0,
    }
    assert not any("boxes" in note for note in report.notes)


def test_the_images_and_the_recorded_mapping(yeast, out):
    yeast.sample("1")
    convert(yeast, out, intensity=(-1, 3))
    intensity = load(out)["info"]["intensity"]
    assert (intensity["low"], intensity["high"], intensity["origin"]) == (-1, 3, "given")
    image = cv2.imread(str(out / "images/train/1.png"), cv2.IMREAD_UNCHANGED)
    low, high = intensity["low"], intensity["high"]
    expected = np.rint(255 * (ALL.astype(float) - low) / (high - low)).clip(0, 255)
    np.testing.assert_array_equal(image, expected)


def test_range_comes_from_training(yeast, out):
    yeast.sample("1", "train")
    yeast.sample("1", "val", pixels=ALL * 10)
    report = convert(yeast, out)
    train, validation = load(out), load(out, "validation")
    low, high = np.percentile(ALL, [0.1, 99.9])
    assert train["info"]["intensity"] == validation["info"]["intensity"]
    assert train["info"]["intensity"]["low"] == pytest.approx(low)
    assert train["info"]["intensity"]["high"] == pytest.approx(high)
    below, above = (ALL * 10 < low).mean(), (ALL * 10 > high).mean()
    text = f"clipped: {below:.2%} of the values below, {above:.2%} above"
    assert any(note.startswith("validation: 8-bit") and text in note for note in report.notes)
    assert "percentiles 0.1 and 99.9 of the training images" in str(report)


def test_older_numbering(yeast, out):
    yeast.sample("1", classes=[1, 3])
    yeast.sample("2", classes=[1, 2])
    with pytest.raises(ValueError, match=r"1 \(2 times\), 2 \(1 times\), 3 .*trap=1 cell=2,3"):
        convert(yeast, out)
    assert not out.exists()
    report = convert(yeast, out, classes=["trap=1", "cell=2,3"])
    assert report.counts["train"].instances == {"trap": 2, "cell": 2}
    assert [a["category_id"] for a in load(out)["annotations"]] == [1, 2, 1, 2]


def test_a_file_of_an_earlier_run_is_named(yeast, out):
    out.mkdir()
    (out / "instances_test.json").touch()
    yeast.sample("1")
    stale = f"no test images: {out / 'instances_test.json'} is from an earlier run"
    assert stale in convert(yeast, out).notes


def test_no_image_can_be_used(yeast, out):
    yeast.sample("1")
    (yeast.root / "train/instances/1.pt").unlink()
    with pytest.raises(ValueError, match="none of the 1 images .* can be used; .*\n.*is missing"):
        convert(yeast, out)
    assert not out.exists()


def test_a_full_disk_leaves_nothing(yeast, out, monkeypatch):
    yeast.sample("1")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        convert(yeast, out)
    assert not out.exists()


def test_workers_do_not_change_the_files(yeast, tmp_path):
    for name in range(6):
        yeast.sample(str(name), pixels=ALL + name)
    convert_yeast(yeast.root, tmp_path / "a", workers=1)
    convert_yeast(yeast.root, tmp_path / "b", workers=2)
    files = [path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("[!.]*.*")]
    assert len(files) == 7
    for file in files:
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_mmdetection_keeps_every_instance(yeast, out):
    from mmdet.datasets import CocoDataset
    from mmdet.utils import register_all_modules

    register_all_modules(init_default_scope=True)
    yeast.sample("1")
    yeast.empty("2")
    convert(yeast, out)
    dataset = CocoDataset(
        data_root=str(out),
        ann_file="instances_train.json",
        data_prefix={"img": ""},
        metainfo={"classes": ("trap", "cell")},
        pipeline=[
            {"type": "LoadImageFromFile"},
            {"type": "LoadAnnotations", "with_bbox": True, "with_mask": True, "poly2mask": True},
        ],
    )
    assert [len(dataset.get_data_info(i)["instances"]) for i in range(len(dataset))] == [2, 0]
    sample = dataset[0]
    assert sample["img"].shape == (20, 30, 3)
    assert (sample["img"].min(), sample["img"].max()) == (0, 255)
    np.testing.assert_array_equal(sample["gt_masks"].masks, np.stack([trap(), cell()]) > 0)
    assert sample["gt_bboxes_labels"].tolist() == [0, 1]


@pytest.fixture
def run(monkeypatch, yeast, out):
    def call(*arguments):
        everything = [yeast.root, "--out", out, "--workers", "1", *arguments]
        monkeypatch.setattr(sys, "argv", [str(SCRIPT), *map(str, everything)])
        with pytest.raises(SystemExit) as end:
            runpy.run_path(str(SCRIPT), run_name="__main__")
        return end.value.code

    return call


def test_script(yeast, out, run, capsys):
    yeast.sample("1", classes=[1, 2])
    assert run() == 2
    assert "error: the class files hold the values 1 (1 times), 2" in capsys.readouterr().err
    assert run("--classes", "trap=1", "cell=2,3", "--intensity", "-4.5", "4") == 0
    assert load(out)["info"]["intensity"]["low"] == -4.5
    yeast.sample("2", classes=[1, 2])
    (yeast.root / "train/instances/2.pt").unlink()
    assert run("--classes", "trap=1", "cell=2,3") == 1
    assert "train/instances/2.pt: the file is missing" in capsys.readouterr().out
    assert run("--classes", "trap=1", "cell=2,3", "--allow-skips") == 0


def test_what_others_wrote_is_not_replaced(yeast, out):
    yeast.sample("1")
    out.mkdir()
    (out / "instances_train.json").write_text("somebody's")
    with pytest.raises(
        FileExistsError, match=r"instances_train\.json: there is such a file already"
    ):
        convert_yeast(yeast.root, out, workers=1)
    convert_yeast(yeast.root, out, overwrite=True, workers=1)
    assert len(load(out)["images"]) == 1
