"""The whole conversion of SegPC-2021."""

import errno
from pathlib import Path

import cv2
import numpy as np
import pytest
from converted_coco import load
from pycocotools import mask as mask_api

from mmcsam.converters import convert_segpc


def test_every_field(small, out):
    convert_segpc(small.root, out, workers=1)
    coco = load(out)
    assert coco["categories"] == [{"id": 1, "name": "cell"}]
    assert "CC BY-NC-SA 4.0" in coco["info"]["license"]
    assert coco["images"] == [
        {"id": 1, "file_name": "TCIA/train/x/21.bmp", "width": 24, "height": 16, "license": 1},
        {"id": 2, "file_name": "TCIA/train/x/106.bmp", "width": 24, "height": 16, "license": 1},
    ]
    first, second = coco["annotations"]
    rle = first.pop("segmentation")
    assert first == {
        "id": 1,
        "image_id": 2,
        "category_id": 1,
        "area": 16,
        "bbox": [2.0, 3.0, 4.0, 4.0],
        "iscrowd": 0,
        "instance_number": 2,
    }
    assert rle["size"] == [16, 24]
    assert isinstance(rle["counts"], str)
    assert (second["id"], second["instance_number"]) == (2, 10)
    assert second["area"] == 7 * 9 - 9 + 6 * 4
    assert second["bbox"] == [0.0, 0.0, 24.0, 16.0]


def test_counts(small, out, square):
    small.mask("TCIA/train", 106, 4, square())  # the same cell as 106_2
    report = convert_segpc(small.root, out, workers=1)
    assert vars(report.counts["train"]) == {
        "images": 2,
        "images_without_instances": 1,
        "instances": {"cell": 3},
        "of_several_parts": 1,
        "at_the_border": 1,
        "near_duplicate_pairs": 1,
        "duplicates_dropped": 0,
    }
    assert report.counts["validation"].instances == {"cell": 1}
    assert report.problems == []
    assert "TCIA/train/x/106.bmp: instances 2 and 4 have IoU 1.000; both kept" in report.notes
    assert len(load(out)["annotations"]) == 3


def test_workers_do_not_change_the_file(small, tmp_path):
    convert_segpc(small.root, tmp_path / "a", workers=1)
    convert_segpc(small.root, tmp_path / "b", workers=2)
    name = "instances_train.json"
    assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


@pytest.mark.parametrize("workers", [0, -1])
def test_workers_checked(small, out, workers):
    with pytest.raises(ValueError, match=f"workers must be 1 or more, got {workers}"):
        convert_segpc(small.root, out, workers=workers)


def test_absent_split(tree, out):
    tree.image("train", 1)
    report = convert_segpc(tree.root, out, workers=1)
    assert [path.name for path in out.glob("[!.]*")] == ["instances_train.json"]
    assert f"no validation images in {tree.root}: not written" in report.notes


def test_stale_file_of_an_absent_split_is_named(tree, out):
    tree.image("train", 1)
    out.mkdir()
    (out / "instances_validation.json").write_text("{}")
    report = convert_segpc(tree.root, out, workers=1)
    assert any("instances_validation.json is from an earlier run" in note for note in report.notes)


def test_test_split_has_images_only(tree, out):
    tree.image("test", 5)
    (tree.root / "test/y").rmdir()
    convert_segpc(tree.root, out, workers=1)
    coco = load(out, "test")
    assert (len(coco["images"]), coco["annotations"]) == (1, [])


def test_mmdetection_keeps_every_instance_exactly(small, out, square, holed):
    from mmdet.datasets import CocoDataset
    from mmdet.utils import register_all_modules

    register_all_modules(init_default_scope=True)
    convert_segpc(small.root, out, workers=1)
    dataset = CocoDataset(
        data_root=str(small.root),
        ann_file=str(out / "instances_train.json"),
        data_prefix={"img": ""},
        metainfo={"classes": ("cell",)},
        pipeline=[
            {"type": "LoadImageFromFile"},
            {"type": "LoadAnnotations", "with_bbox": True, "with_mask": True, "poly2mask": True},
        ],
    )
    assert [len(dataset.get_data_info(i)["instances"]) for i in range(len(dataset))] == [0, 2]
    sample = dataset[1]
    assert sample["img"].shape == (16, 24, 3)
    np.testing.assert_array_equal(sample["gt_masks"].masks, np.stack([square(), holed]) > 0)
    np.testing.assert_array_equal(sample["gt_bboxes"].numpy(), [[2, 3, 6, 7], [0, 0, 24, 16]])


def test_sample_tree_round_trip(tmp_path, out):
    from mmcsam.synthesis import write_sample_tree

    folder = write_sample_tree(tmp_path, train=2, validation=1, test=1, scale=0.05)
    report = convert_segpc(tmp_path, out, workers=1)
    assert report.problems == []
    assert set(report.files) == {"train", "validation", "test"}
    coco = load(out)
    files = {image["id"]: tmp_path / image["file_name"] for image in coco["images"]}
    masks = sorted((folder / "train/y").iterdir())
    assert len(coco["annotations"]) == len(masks)
    for annotation in coco["annotations"]:
        image = files[annotation["image_id"]]
        name = f"{image.stem}_{annotation['instance_number']}.bmp"
        mask = cv2.imread(str(image.parent.parent / "y" / name), cv2.IMREAD_UNCHANGED)
        np.testing.assert_array_equal(mask_api.decode(annotation["segmentation"]), mask > 0)


@pytest.mark.parametrize("classes", [(), ("cells",), ("cell", "cell")])
def test_classes_checked(small, out, classes):
    with pytest.raises(ValueError, match="classes must be one or more of"):
        convert_segpc(small.root, out, classes)


@pytest.mark.parametrize("iou", [0, 1, -0.5])
def test_drop_duplicates_checked(small, out, iou):
    with pytest.raises(ValueError, match=f"drop_duplicates must be an IoU .* got {iou}"):
        convert_segpc(small.root, out, drop_duplicates=iou)


def test_both_sizes_and_a_scale_bar(tree, out):
    """Quirk 8: a scale bar is part of the picture; images are named, never copied or changed."""
    path = tree.image("train", 2000, size=(20, 15))
    bar = cv2.imread(str(path))
    bar[12:14, 14:19] = 255
    cv2.imwrite(str(path), bar)
    tree.image("train", 106, size=(25, 19))
    before = path.read_bytes()
    convert_segpc(tree.root, out, workers=1)
    sizes = [(i["file_name"], i["width"], i["height"]) for i in load(out)["images"]]
    assert sizes == [("train/x/106.bmp", 25, 19), ("train/x/2000.bmp", 20, 15)]
    assert path.read_bytes() == before


def test_full_disk_leaves_the_earlier_files(small, out, monkeypatch):
    convert_segpc(small.root, out, workers=1)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    assert len(before) == 3  # two splits, and the record of them
    small.image("TCIA/train", 8)
    write_text = Path.write_text

    def fail_at_the_second(path, text, **kwargs):
        if "validation" in path.name:
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        return write_text(path, text, **kwargs)

    monkeypatch.setattr(Path, "write_text", fail_at_the_second)
    with pytest.raises(OSError, match="No space left on device"):
        convert_segpc(small.root, out, workers=1)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_segpc_2021_layout_of_kaggle(tree, out, square):
    """Three deep for train, two for validation, images only for test."""
    tree.image("TCIA/train/train/train", 106)
    tree.mask("TCIA/train/train/train", 106, 1, square())
    tree.image("TCIA/validation/validation", 610)  # quirk 1: the one image without masks
    tree.write("TCIA/test/test/x/5.bmp", np.zeros((16, 24, 3), np.uint8))
    report = convert_segpc(tree.root, out, workers=1)
    assert set(report.files) == {"train", "validation", "test"}
    assert report.counts["validation"].images_without_instances == 1
    assert report.problems == []


def test_what_others_wrote_is_not_replaced(small, out):
    out.mkdir()
    (out / "instances_train.json").write_text("somebody's")
    with pytest.raises(
        FileExistsError, match=r"instances_train\.json: there is such a file already"
    ):
        convert_segpc(small.root, out, workers=1)
    assert [path.name for path in out.iterdir()] == ["instances_train.json"]
    convert_segpc(small.root, out, overwrite=True, workers=1)
    assert len(load(out)["images"]) > 0
