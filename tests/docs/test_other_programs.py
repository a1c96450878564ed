"""The blocks of docs/other-programs.md run, and find the same cells."""

import re
from dataclasses import replace

import cv2
import numpy as np
import pytest
import torch
from fake_backend import draw_discs, pack_tiny_model
from pycocotools import mask as mask_api
from repository import ROOT

from mmcsam.inference.model.packed_model import read_packed_model, write_packed_model

PAGE = (ROOT / "docs/other-programs.md").read_text()
BLOCKS = dict(re.findall(r"## (\w+)\n\n```python\n(.*?)```", PAGE, re.DOTALL))


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Return a function that runs a block beside a model and an image, and returns its names."""
    monkeypatch.chdir(tmp_path)
    cv2.imwrite("scan.png", draw_discs(320, 240, 12))
    pack_tiny_model(tmp_path / "cells.mmcsam")
    card, weights = read_packed_model("cells.mmcsam")
    weights["roi_head.bbox_head.fc_cls.bias"] = torch.tensor([3.0, 0.0])  # cells are sure ones
    write_packed_model("cells.mmcsam", replace(card, classes=("blast",)), weights)

    def run_block(title):
        names: dict = {}
        exec(BLOCKS[title], names)
        return names

    return run_block


def test_every_block_is_run():
    assert list(BLOCKS) == ["supervision", "MMDetection", "SAHI"]
    assert len(BLOCKS) == PAGE.count("```python")


def test_supervision(run):
    pytest.importorskip("supervision", "0.28")
    names = run("supervision")
    detections, cells = names["detections"], names["cells"]
    assert len(detections) == len(cells) > 0
    assert set(detections.data["class_name"]) == {"blast"}
    areas = [int(cell.mask.crop.astype(bool).sum()) for cell in cells]
    assert detections.area.tolist() == areas
    assert names["large"].area.tolist() == [area for area in areas if area > 100]
    assert names["picture"].shape == (240, 320, 3)


def test_mmdetection(run):
    from mmcsam.inference import Segmenter

    result = run("MMDetection")["result"]
    ours = {cell.mask.rle["counts"] for cell in Segmenter("cells.mmcsam", device="cpu")("scan.png")}
    theirs = {mask["counts"] for mask in result["masks"] if mask_api.area(mask)}
    assert theirs
    assert theirs <= ours


def test_sahi(run):
    pytest.importorskip("sahi", "0.12")
    names = run("SAHI")
    found = names["found"].object_prediction_list
    assert {each.category.name for each in found} == {"blast"}
    assert all(each.mask.bool_mask.shape == (240, 320) for each in found)
    assert np.mean([each.score.value for each in found]) > 0.9
