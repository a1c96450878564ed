"""One yeast image with its masks, classes and boxes."""

import numpy as np
import pytest
import torch
from converted_coco import found, load
from yeast_tensors import BOXES, cell, convert, trap

from mmcsam.converters.yeast.class_map import ClassMap
from mmcsam.converters.yeast.image import YeastImageConverter
from mmcsam.converters.yeast.tree import YeastSample
from mmcsam.images.intensity import IntensityMapping


@pytest.mark.parametrize("shape", [(0, 20, 30), (0,), (0, 0, 0), (0, 64, 64)])
def test_no_cells(yeast, out, shape):
    yeast.sample("1")
    yeast.empty("2", shape=shape)
    report = convert(yeast, out)
    assert report.problems == []
    assert report.counts["train"].images_without_instances == 1


def test_boxes_are_compared(yeast, out):
    yeast.sample("1", boxes=torch.tensor([BOXES["trap"], [10.0, 10, 30, 17]]))
    yeast.sample("2")
    yeast.sample("3")
    (yeast.root / "train/bounding_boxes/3.pt").unlink()
    report = convert(yeast, out)
    assert (
        "train: 1 of 4 boxes are not their mask's, by up to 2 pixels (first: images/train/1.png); "
        "the masks' own are written"
    ) in report.notes
    assert any(
        note.startswith(
            "train: the boxes of 1 images could not be compared with the masks (first: "
            "train/bounding_boxes/3.pt: the file is missing"
        )
        for note in report.notes
    )
    assert load(out)["annotations"][1]["bbox"] == [10, 10, 20, 10]
    assert report.problems == []


def test_near_duplicates_are_noted(yeast, out):
    yeast.sample("1", masks=np.stack([cell(), cell()]))
    report = convert(yeast, out)
    assert report.counts["train"].near_duplicate_pairs == 1
    assert "train/instances/1.pt: instances 1 and 2 have IoU 1.000; both kept" in report.notes


def test_missing_masks_are_not_no_cells(yeast, out):
    for name in ("1", "2", "10"):
        yeast.sample(name, "test")
    (yeast.root / "test/instances/2.pt").unlink()
    (yeast.root / "test/classes/10.pt").unlink()
    report = convert(yeast, out)
    assert found(report) == [
        ("test/instances/2.pt", "the file is missing"),
        ("test/classes/10.pt", "the file is missing"),
    ]
    assert report.counts["test"].images == 1
    assert report.counts["test"].images_without_instances == 0


def test_an_empty_mask_is_left_out_alone(yeast, out):
    yeast.sample("1", masks=np.stack([0 * trap(), cell()]))
    report = convert(yeast, out)
    assert found(report) == [("train/instances/1.pt", "mask 1 of 2 is empty")]
    (annotation,) = load(out)["annotations"]
    assert (annotation["category_id"], annotation["instance_number"]) == (2, 2)


def test_a_box_is_compared_with_the_last_row_and_column(yeast, tmp_path):
    """The trap's box is 1, 2, 5, 8; the cell's ends at column 29 and row 19."""
    yeast.sample("1", boxes=torch.tensor([[1.0, 2, 5, 8], [10, 6.5, 30, 19]]))
    convert_image = YeastImageConverter(
        yeast.root, tmp_path, ClassMap.parse(["trap=0", "cell=1"]), IntensityMapping(-2, 3)
    )
    image = convert_image(YeastSample(yeast.root / "train", "1", "train"))
    assert (image.boxes, image.box_gaps, image.box_problem) == (2, (3.5,), None)
    assert image.entry == {"file_name": "images/train/1.png", "width": 30, "height": 20}
    assert (image.dtype, image.values, image.below, image.above) == ("float32", 600, 0, 0)
    assert [(a["category_id"], a["instance_number"]) for a in image.annotations] == [(1, 1), (2, 2)]


@pytest.mark.parametrize("count", [1, 3])
def test_boxes_of_another_number_are_not_compared(yeast, out, count):
    yeast.sample("1", boxes=torch.tensor([BOXES["trap"]] * count))
    (note,) = [note for note in convert(yeast, out).notes if "boxes of" in note]
    assert f"there are {count} boxes; expected 2, one a mask" in note
    assert load(out)["annotations"][0]["bbox"] == [1, 2, 5, 7]
