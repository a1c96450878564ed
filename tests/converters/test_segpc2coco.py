import json

import cv2
import numpy as np
import pytest
from pycocotools import mask as mask_api

from mmcsam.converters import convert_segpc


def load(out, split="train"):
    return json.loads((out / f"instances_{split}.json").read_text())


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


@pytest.fixture
def small(tree, square, holed):
    """Train: 21 without cells, 106 with 2 and 10; validation: 7 with 1."""
    tree.image("TCIA/train", 106)
    tree.mask("TCIA/train", 106, 10, holed)
    tree.mask("TCIA/train", 106, 2, square())
    tree.image("TCIA/train", 21)
    tree.image("TCIA/validation", 7)
    tree.mask("TCIA/validation", 7, 1, square(left=9, value=40))
    return tree


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


def test_masks_are_exact_with_holes_and_parts(small, out, square, holed):
    convert_segpc(small.root, out, workers=1)
    masks = [mask_api.decode(a["segmentation"]) for a in load(out)["annotations"]]
    np.testing.assert_array_equal(masks[0], square() > 0)
    np.testing.assert_array_equal(masks[1], holed > 0)


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
    assert [path.name for path in out.iterdir()] == ["instances_train.json"]
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


def test_bad_masks_are_skipped_and_reported(tree, out, square):
    tree.image("train", 1)
    tree.mask("train", 1, 1, square())
    large = np.zeros((32, 48), np.uint8)
    large[4:9, 4:9] = 20
    tree.mask("train", 1, 2, large)
    truncated = tree.mask("train", 1, 3, square())
    truncated.write_bytes(truncated.read_bytes()[:-10])
    tree.mask("train", 1, 4, square()).write_bytes(b"")
    tree.mask("train", 1, 5, square(value=0))
    tree.mask("train", 1, 6, square(value=128))
    tree.mask("train", 9, 1, square())
    report = convert_segpc(tree.root, out, workers=1)
    assert [a["instance_number"] for a in load(out)["annotations"]] == [1]
    assert [(problem.file, problem.found) for problem in report.problems] == [
        ("train/y/9_1.bmp", "the mask has no image"),
        ("train/y/1_2.bmp", "the mask has 48x32 pixels"),
        ("train/y/1_3.bmp", "the file is truncated at 1452 bytes"),
        ("train/y/1_4.bmp", "the file has 0 bytes"),
        ("train/y/1_5.bmp", "the mask is empty"),
        ("train/y/1_6.bmp", "the mask has the values 128"),
    ]
    assert "skipped: 6 files or folders" in str(report)


@pytest.mark.parametrize("keep", [0, 100])
def test_bad_image_takes_its_masks_along(tree, out, square, keep):
    tree.image("train", 2)
    bad = tree.image("train", 1)
    bad.write_bytes(bad.read_bytes()[:keep])
    tree.mask("train", 1, 1, square())
    report = convert_segpc(tree.root, out, workers=1)
    assert [p.file for p in report.problems] == ["train/x/1.bmp", "train/y/1_1.bmp"]
    coco = load(out)
    assert [image["file_name"] for image in coco["images"]] == ["train/x/2.bmp"]
    assert coco["images"][0]["id"] == 1
    assert coco["annotations"] == []


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
