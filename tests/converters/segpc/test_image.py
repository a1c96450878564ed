"""One image with its cells."""

import numpy as np
import pytest
from converted_coco import load
from pycocotools import mask as mask_api

from mmcsam.converters import convert_segpc
from mmcsam.converters.segpc.image import SegPCImageConverter
from mmcsam.converters.segpc.tree import SegPCImage


def test_masks_are_exact_with_holes_and_parts(small, out, square, holed):
    convert_segpc(small.root, out, workers=1)
    masks = [mask_api.decode(a["segmentation"]) for a in load(out)["annotations"]]
    np.testing.assert_array_equal(masks[0], square() > 0)
    np.testing.assert_array_equal(masks[1], holed > 0)


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


def test_overlapping_cells_keep_every_pixel(tree, out, square):
    """Quirk 3: a label map would lose the shared pixels."""
    tree.image("train", 1)
    tree.mask("train", 1, 1, square(left=2))
    tree.mask("train", 1, 2, square(left=4))
    convert_segpc(tree.root, out, workers=1)
    assert [a["area"] for a in load(out)["annotations"]] == [16, 16]


def test_an_image_that_cannot_be_opened(tree, square):
    mask = tree.mask("train", 1, 2, square())
    image = SegPCImage(1, tree.root / "train/x/1.bmp", ((2, mask),))
    result = SegPCImageConverter(tree.root)(image)
    assert (result.entry, result.annotations) == (None, [])
    assert [str(problem) for problem in result.problems] == [
        "train/x/1.bmp: cannot be read (No such file or directory); expected a readable file or "
        "folder. Check its rights.",
        "train/y/1_2.bmp: its image was skipped; expected a usable train/x/1.bmp. Copy the image "
        "again from the original data set.",
    ]


def test_a_mask_that_cannot_be_opened_leaves_the_others(tree, square):
    path = tree.image("train", 1)
    mask = tree.mask("train", 1, 2, square())
    image = SegPCImage(1, path, ((1, mask.with_name("1_1.bmp")), (2, mask)))
    result = SegPCImageConverter(tree.root)(image)
    assert result.entry == {"file_name": "train/x/1.bmp", "width": 24, "height": 16}
    assert [annotation["instance_number"] for annotation in result.annotations] == [2]
    assert [(p.file, p.found) for p in result.problems] == [
        ("train/y/1_1.bmp", "cannot be read (No such file or directory)")
    ]


def test_dropped_cells_drop_no_others(tree):
    """Each cell shares 15 of 35 pixels with the next: 3 stays, as 2 is gone already."""
    path = tree.image("train", 1)
    masks = []
    for number, left in ((1, 2), (2, 3), (3, 4)):
        mask = np.zeros((16, 24), np.uint8)
        mask[4:9, 2 * left : 2 * left + 5] = 20
        masks.append((number, tree.mask("train", 1, number, mask)))
    result = SegPCImageConverter(tree.root, ("cell",), 0.4)(SegPCImage(1, path, tuple(masks)))
    assert [annotation["instance_number"] for annotation in result.annotations] == [1, 3]
    assert (result.dropped, result.near_duplicates) == (1, 0)
    assert result.notes[0] == "train/x/1.bmp: instances 1 and 2 have IoU 0.429; 2 dropped"
