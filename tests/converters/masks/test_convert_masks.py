"""The whole conversion of a lab's masks, and its command."""

import importlib
import runpy
import sys

import cv2
import numpy as np
import pytest
from converted_coco import load
from lab_masks import DEEP, IMAGE, Lab, convert, labels, semantic
from pycocotools import mask as mask_api
from repository import ROOT

from mmcsam.converters import convert_masks

SCRIPT = ROOT / "data_converters" / "masks2coco.py"


def test_every_field(lab, out):
    lab.pair("2")
    lab.pair("10", np.zeros((16, 24), np.uint8))
    report = convert(lab, out, category="yeast")
    coco = load(out)
    assert coco["categories"] == [{"id": 1, "name": "yeast"}]
    assert "intensity" not in coco["info"]
    assert coco["images"] == [
        {"id": 1, "file_name": "images/2.png", "width": 24, "height": 16},
        {"id": 2, "file_name": "images/10.png", "width": 24, "height": 16},
    ]
    first, second = coco["annotations"]
    np.testing.assert_array_equal(mask_api.decode(first.pop("segmentation")), labels() == 7)
    np.testing.assert_array_equal(mask_api.decode(second.pop("segmentation")), labels() == 300)
    shared = {"image_id": 1, "category_id": 1, "iscrowd": 0}
    assert first == shared | {
        "id": 1,
        "area": 63 - 9 + 8,
        "bbox": [0.0, 0.0, 24.0, 16.0],
        "instance_number": 7,
    }
    assert second == shared | {
        "id": 2,
        "area": 20,
        "bbox": [10.0, 8.0, 5.0, 4.0],
        "instance_number": 300,
    }
    assert vars(report.counts["train"]) == {
        "images": 2,
        "images_without_instances": 1,
        "instances": {"yeast": 2},
        "of_several_parts": 1,
        "at_the_border": 1,
        "near_duplicate_pairs": 0,
        "duplicates_dropped": 0,
    }
    assert report.problems == []
    assert report.notes[0].startswith("form: label-folders, ")
    assert [path.name for path in out.glob("[!.]*")] == ["instances_train.json"]


def read_back(out, coco, number=0):
    path = out / coco["images"][number]["file_name"]
    return cv2.imread(str(path), cv2.IMREAD_UNCHANGED)


def test_written_images_share_one_recorded_mapping(lab, out):
    first = np.linspace(1000, 2000, 384).reshape(16, 24).astype(np.uint16)
    lab.write("train/images/a.tif", first)
    lab.write("val/images/b.tif", first + 500)
    for folder in ("train", "val"):
        lab.write(f"{folder}/masks/{'a' if folder == 'train' else 'b'}.png", labels())
    report = convert(lab, out, write_images=True)
    train, validation = load(out), load(out, "validation")
    low, high = np.percentile(first, [0.1, 99.9])
    info = train["info"]["intensity"]
    assert validation["info"]["intensity"] == info
    assert (info["low"], info["high"]) == pytest.approx((low, high))
    assert validation["images"][0]["file_name"] == "images/validation/val/images/b.png"
    expected = np.rint((first + 500.0 - low) / (high - low) * 255).clip(0, 255)
    np.testing.assert_array_equal(read_back(out, validation), expected)
    above = f"{(first + 500 > high).mean():.2%} above"
    assert any(note.startswith("validation: 8-bit") and above in note for note in report.notes)


def test_mixed_depths(lab, out):
    lab.pair("a")
    lab.pair("b", image=DEEP)
    with pytest.raises(ValueError, match="some images have 8 bits and others more"):
        convert(lab, out, write_images=True)
    assert not out.exists()
    with pytest.raises(ValueError, match="some images have 8 bits and others more"):
        convert(lab, out, intensity=(0, 25500))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"validation_share": 0}, "validation_share must be between 0 and 1, got 0"),
        ({"validation_share": 1}, "validation_share must be"),
        ({"intensity": (0, 1)}, "add --write-images"),
        ({"intensity": (1, 0), "write_images": True}, "the lower first"),
        ({"category": ""}, "the category needs a name"),
        ({"workers": 0}, "workers must be 1 or more"),
    ],
)
def test_bad_arguments(lab, out, options, message):
    lab.pair("a")
    with pytest.raises(ValueError, match=message):
        convert_masks(lab.root, out, **options)
    assert not out.exists()


def test_components_of_instance_files(lab, out):
    lab.write("s/images/s.png", IMAGE)
    lab.write("s/masks/1.png", semantic())
    with pytest.raises(ValueError, match="one file an instance.*--components is for semantic"):
        convert(lab, out, components=True)


def test_images_are_never_written_into_the_source(lab):
    lab.pair("a")
    before = sorted(lab.root.rglob("*"))
    for out in (lab.root, lab.root / "coco"):
        with pytest.raises(ValueError, match="images written there would be taken for more data"):
            convert(lab, out, write_images=True)
    assert sorted(lab.root.rglob("*")) == before
    convert(lab, lab.root)  # without images it is fine
    assert (lab.root / "instances_train.json").is_file()


@pytest.mark.parametrize("top", ["images", "images/train", "images/validation/deeper"])
def test_images_are_never_written_over_the_source(tmp_path, top):
    lab = Lab(tmp_path / top)
    lab.pair("a", image=DEEP)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.*")}
    with pytest.raises(ValueError, match="is, holds or lies in .*: images written there"):
        convert(lab, tmp_path, write_images=True)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.*")} == before


@pytest.mark.parametrize("content", ["{}", "somebody's"])
def test_what_others_wrote_is_not_replaced(lab, out, content):
    lab.pair("a")
    out.mkdir()
    path = out / "instances_train.json"
    path.write_text(content)
    with pytest.raises(
        FileExistsError, match=r"instances_train\.json: there is such a file.*--over"
    ):
        convert(lab, out)
    assert path.read_text() == content
    convert(lab, out, overwrite=True)
    assert len(load(out)["annotations"]) == 2
    convert(lab, out)


def test_an_image_of_another_program_is_not_replaced(lab, out):
    lab.pair("a", image=DEEP)
    path = out / "images/train/images/a.png"
    path.parent.mkdir(parents=True)
    path.write_text("somebody's")
    with pytest.raises(FileExistsError, match=r"images/train/images/a\.png: there is such a file"):
        convert(lab, out, write_images=True)
    assert [p.name for p in out.rglob("*") if p.is_file()] == ["a.png"]


def test_no_image_can_be_used(lab, out):
    lab.pair("a", image=DEEP)
    with pytest.raises(
        ValueError, match="(?s)no image can be used; the first of 1 problems:.*uint16"
    ):
        convert(lab, out)
    assert not out.exists()


def test_without_tifffile(lab, out, monkeypatch):
    # The package's name for it is the function, not the module.
    module = importlib.import_module("mmcsam.converters.masks.convert_masks")
    monkeypatch.setattr(module, "find_spec", lambda name: None)
    lab.pair("a")
    convert(lab, out)
    lab.write("images/b.png", IMAGE)
    lab.write("masks/b.tif", labels())
    with pytest.raises(
        ImportError, match=r'b\.tif needs tifffile: pip install "mmcsam\[formats\]"'
    ):
        convert(lab, out)


def test_workers_do_not_change_the_files(lab, tmp_path):
    for i in range(9):
        lab.pair(str(i), image=DEEP + i)
    for name, workers in (("a", 1), ("b", 2)):
        convert_masks(
            lab.root, tmp_path / name, validation_share=0.3, write_images=True, workers=workers
        )
    files = [path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("[!.]*.*")]
    assert len(files) == 11
    for file in files:
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_mmdetection_keeps_every_instance(lab, out):
    from mmdet.datasets import CocoDataset
    from mmdet.utils import register_all_modules

    register_all_modules(init_default_scope=True)
    tiny = np.zeros((16, 24), np.uint8)
    tiny[3, 3], tiny[5, 5:7], tiny[8:10, 8] = 1, 2, 3
    lab.pair("a", tiny)
    lab.pair("b")
    lab.pair("c", np.zeros((16, 24), np.uint8))
    convert(lab, out)
    dataset = CocoDataset(
        data_root=str(lab.root),
        ann_file=str(out / "instances_train.json"),
        data_prefix={"img": ""},
        metainfo={"classes": ("cell",)},
        pipeline=[
            {"type": "LoadImageFromFile"},
            {"type": "LoadAnnotations", "with_bbox": True, "with_mask": True, "poly2mask": True},
        ],
    )
    assert [len(dataset.get_data_info(i)["instances"]) for i in range(len(dataset))] == [3, 2, 0]
    masks = dataset[0]["gt_masks"].masks
    np.testing.assert_array_equal(masks, np.stack([tiny == i for i in (1, 2, 3)]))
    np.testing.assert_array_equal(dataset[1]["img"], IMAGE)
    np.testing.assert_array_equal(
        dataset[1]["gt_masks"].masks, np.stack([labels() == 7, labels() == 300])
    )


def test_a_file_of_an_earlier_run_is_named(lab, out):
    lab.pair("a")
    lab.pair("b")
    convert(lab, out, validation_share=0.5)
    report = convert(lab, out)
    stale = f"no validation images: {out / 'instances_validation.json'} is from an earlier run"
    assert stale in report.notes


@pytest.fixture
def run(monkeypatch, lab, out):
    def call(*arguments):
        everything = [lab.root, "--out", out, "--workers", "1", *arguments]
        monkeypatch.setattr(sys, "argv", [str(SCRIPT), *map(str, everything)])
        with pytest.raises(SystemExit) as end:
            runpy.run_path(str(SCRIPT), run_name="__main__")
        return end.value.code

    return call


def test_script(lab, out, run, capsys):
    lab.pair("a")
    lab.pair("b")
    assert run("--validation-share", "0.5", "--seed", "3", "--category", "blast") == 0
    assert load(out, "validation")["categories"] == [{"id": 1, "name": "blast"}]
    lab.write("images/c.png", IMAGE)
    assert run() == 1
    assert "images/c.png: the image has no mask" in capsys.readouterr().out
    assert run("--allow-skips") == 0
    assert run("--allow-empty") == 0
    assert load(out)["images"][2]["file_name"] == "images/c.png"
    capsys.readouterr()
    assert run("--form", "label-suffixes") == 2
    assert capsys.readouterr().err.startswith("error: no image with a mask was found in")
