import errno
import json
from pathlib import Path

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
        ("train/y/9_1.bmp", "the mask has no image, or its image was skipped"),
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


def test_nucleus_and_cytoplasm(tree, out):
    tree.image("train", 1)
    mask = np.zeros((16, 24), np.uint8)
    mask[2:10, 3:15] = 20
    mask[4:7, 5:9] = 40
    tree.mask("train", 1, 3, mask)
    report = convert_segpc(tree.root, out, ("nucleus", "cytoplasm", "cell"), workers=1)
    coco = load(out)
    names = ["nucleus", "cytoplasm", "cell"]
    assert [c["name"] for c in coco["categories"]] == names
    assert [(a["category_id"], a["area"]) for a in coco["annotations"]] == [
        (1, 12),
        (2, 84),
        (3, 96),
    ]
    assert {a["instance_number"] for a in coco["annotations"]} == {3}
    for annotation, expected in zip(
        coco["annotations"], (mask == 40, mask == 20, mask > 0), strict=True
    ):
        np.testing.assert_array_equal(mask_api.decode(annotation["segmentation"]), expected)
    assert report.counts["train"].instances == dict.fromkeys(names, 1)


def test_label_without_a_part_is_noted(tree, out, square):
    """Quirk 6: a few labels are nucleus only."""
    tree.image("train", 1)
    tree.mask("train", 1, 1, square(value=40))
    report = convert_segpc(tree.root, out, ("cytoplasm", "nucleus"), workers=1)
    assert "train/x/1.bmp: instance 1 has no cytoplasm" in report.notes
    assert report.counts["train"].instances == {"cytoplasm": 0, "nucleus": 1}
    assert report.problems == []


@pytest.mark.parametrize("classes", [(), ("cells",), ("cell", "cell")])
def test_classes_checked(small, out, classes):
    with pytest.raises(ValueError, match="classes must be one or more of"):
        convert_segpc(small.root, out, classes)


def test_drop_duplicates(tree, out, square):
    tree.image("train", 1)
    for number in (1, 2, 5):
        tree.mask("train", 1, number, square())
    tree.mask("train", 1, 3, square(left=4))  # IoU 8 / 24 with the others
    report = convert_segpc(tree.root, out, drop_duplicates=0.5, workers=1)
    assert [a["instance_number"] for a in load(out)["annotations"]] == [1, 3]
    assert report.counts["train"].near_duplicate_pairs == 3
    assert report.counts["train"].duplicates_dropped == 2
    assert "train/x/1.bmp: instances 1 and 5 have IoU 1.000; 5 dropped" in report.notes
    convert_segpc(tree.root, out, drop_duplicates=0.3, workers=1)
    assert [a["instance_number"] for a in load(out)["annotations"]] == [1]


@pytest.mark.parametrize("iou", [0, 1, -0.5])
def test_drop_duplicates_checked(small, out, iou):
    with pytest.raises(ValueError, match=f"drop_duplicates must be an IoU .* got {iou}"):
        convert_segpc(small.root, out, drop_duplicates=iou)


def test_subset(small, out):
    report = convert_segpc(small.root, out, subset=[106, 7], workers=1)
    assert [i["file_name"] for i in load(out)["images"]] == ["TCIA/train/x/106.bmp"]
    assert "the subset names 2 images; all others were left out" in report.notes
    with pytest.raises(ValueError, match="has no image 8, 9; take it out of the subset"):
        convert_segpc(small.root, out, subset=[106, 9, 8])


def test_leak_free(tree, out):
    """Quirk 7: neighbouring numbers can show the same field."""
    for number in (305, 9601, 12):
        tree.image("validation", number)
    tree.image("train", 305)
    report = convert_segpc(tree.root, out, leak_free=True, workers=1)
    names = [i["file_name"] for i in load(out, "validation")["images"]]
    assert names == ["validation/x/12.bmp"]
    assert len(load(out)["images"]) == 1
    assert any(note.startswith("2 of the 8 validation images") for note in report.notes)


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


def test_overlapping_cells_keep_every_pixel(tree, out, square):
    """Quirk 3: a label map would lose the shared pixels."""
    tree.image("train", 1)
    tree.mask("train", 1, 1, square(left=2))
    tree.mask("train", 1, 2, square(left=4))
    convert_segpc(tree.root, out, workers=1)
    assert [a["area"] for a in load(out)["annotations"]] == [16, 16]


def test_full_disk_leaves_the_earlier_files(small, out, monkeypatch):
    convert_segpc(small.root, out, workers=1)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    assert len(before) == 2
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
