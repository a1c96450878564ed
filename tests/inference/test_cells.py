"""An image's cells, in every form that they are wanted in."""

import json
import sys

import numpy as np
import pytest
import tifffile
from pycocotools import mask as mask_api

from mmcsam.coco.reader import read_coco
from mmcsam.inference import Cell, Cells
from mmcsam.structures.instance_mask import InstanceMask

SIZE = (6, 5)


def cell(left, top, width, height, score, label=0):
    return Cell(InstanceMask(np.ones((height, width), np.uint8), left, top, SIZE), score, label)


@pytest.fixture
def cells():
    found = (cell(0, 0, 3, 2, 0.9), cell(1, 1, 4, 3, 0.6, 1), cell(5, 4, 1, 1, 0.25))
    return Cells(found, ("cell", "clump"), *SIZE, "x/a.png", 0.5)


def test_a_sequence(cells):
    assert len(cells) == 3
    assert cells[1].label == 1
    assert [each.score for each in cells] == [0.9, 0.6, 0.25] == cells.scores.tolist()
    assert cells[1:].scores.tolist() == [0.6, 0.25]
    assert cells[1:].file_name == "x/a.png"


def test_choices(cells):
    assert cells.above(0.6).scores.tolist() == [0.9, 0.6]
    assert cells.of_class("clump").scores.tolist() == [0.6]
    with pytest.raises(ValueError, match="no class 'bud'; expected one of cell, clump"):
        cells.of_class("bud")


def test_labels(cells):
    """The surer cell has the pixels that two cover."""
    assert cells.labels().dtype == np.uint16
    assert cells.labels().tolist() == [
        [1, 1, 1, 0, 0, 0],
        [1, 1, 1, 2, 2, 0],
        [0, 2, 2, 2, 2, 0],
        [0, 2, 2, 2, 2, 0],
        [0, 0, 0, 0, 0, 3],
    ]


def test_more_cells_than_16_bits_hold():
    one = cell(0, 0, 1, 1, 0.5)
    labels = Cells((one,) * 65_536, ("cell",), *SIZE).labels()
    assert labels.dtype == np.uint32
    assert labels[0, 0] == 65_536


def test_coco(cells, tmp_path):
    content = json.loads(cells.save(tmp_path / "a.json").read_text())
    assert content["images"] == [{"id": 1, "file_name": "x/a.png", "width": 6, "height": 5}]
    assert [each["score"] for each in content["annotations"]] == [0.9, 0.6, 0.25]
    assert [each["category_id"] for each in content["annotations"]] == [1, 2, 1]
    assert content["annotations"][1]["bbox"] == [1.0, 1.0, 4.0, 3.0]
    (image,) = read_coco(tmp_path / "a.json").images
    assert [mask_api.area(each.rle) for each in image.instances] == [6, 12, 1]
    assert [each["id"] for each in cells.to_coco(7, 11)["annotations"]] == [11, 12, 13]
    assert {each["image_id"] for each in cells.to_coco(7, 11)["annotations"]} == {7}


def test_label_file(cells, tmp_path):
    assert np.array_equal(tifffile.imread(cells.save(tmp_path / "a.tif")), cells.labels())
    with pytest.raises(ValueError, match=r"a\.png: unknown suffix, expected \.json"):
        cells.save(tmp_path / "a.png")


def test_instance_data(cells):
    found = cells.to_instance_data()
    assert found.bboxes.tolist() == [[0, 0, 3, 2], [1, 1, 5, 4], [5, 4, 6, 5]]
    assert found.labels.tolist() == [0, 1, 0]
    assert [int(mask_api.area(rle)) for rle in found.masks] == [6, 12, 1]
    empty = cells[:0].to_instance_data()
    assert empty.bboxes.shape == (0, 4)


def test_no_cells(cells):
    none = cells[:0]
    assert none.labels().max() == 0
    assert none.to_coco()["annotations"] == []


def test_supervision(cells):
    supervision = pytest.importorskip("supervision", "0.28")
    found = cells.to_supervision()
    assert isinstance(found, supervision.Detections)
    assert found.xyxy.tolist() == [[0, 0, 3, 2], [1, 1, 5, 4], [5, 4, 6, 5]]
    assert found.class_id.tolist() == [0, 1, 0]
    assert found.confidence.tolist() == [0.9, 0.6, 0.25]
    assert found.data["class_name"].tolist() == ["cell", "clump", "cell"]
    dense = found.mask.to_dense()
    assert (dense.shape, dense.dtype) == ((3, 5, 6), bool)
    for whole, each in zip(dense, cells, strict=True):
        assert np.array_equal(whole, mask_api.decode(each.mask.rle) > 0)
    sure = found[found.confidence > 0.5]
    assert sure.area.tolist() == [6, 12]


def test_supervision_holds_no_mask_of_the_images_size():
    """A thousand dense masks of this image would take a terabyte."""
    pytest.importorskip("supervision", "0.28")
    size = (32_000, 32_000)
    mask = InstanceMask(np.ones((9, 8), np.uint8), 20_000, 31_000, size)
    found = Cells((Cell(mask, 0.5, 0),) * 1000, ("cell",), *size).to_supervision()
    assert found.mask.shape == (1000, *size)
    assert set(found.area.tolist()) == {72}


def test_supervision_of_no_cells(cells):
    pytest.importorskip("supervision", "0.28")
    found = cells[:0].to_supervision()
    assert found.is_empty()
    assert found.mask.shape == (0, 5, 6)


def test_supervision_is_missing(cells, monkeypatch):
    monkeypatch.setitem(sys.modules, "supervision", None)
    with pytest.raises(ImportError, match='pip install "supervision>=0.28"'):
        cells.to_supervision()
