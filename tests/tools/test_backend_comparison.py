"""Cells, accuracy and seconds of several backends."""

import json
import sys

import numpy as np
import pytest
from fake_backend import AS_IT_IS, pack_tiny_model
from repository import ROOT

from mmcsam.deployment import export_model
from mmcsam.inference import Cell, Cells
from mmcsam.structures.instance_mask import InstanceMask

sys.path.insert(0, str(ROOT / "tools"))

import backend_comparison as module  # noqa: E402


def cells(*found):
    """Return cells of 10 x 10 pixels at columns, with scores."""
    square = np.ones((10, 10), np.uint8)
    masks = [(InstanceMask(square, left, 0, (90, 10)), score) for left, score in found]
    return Cells(tuple(Cell(mask, score, 0) for mask, score in masks), ("cell",), 90, 10)


def test_differences_by_hand():
    expected = [cells((0, 0.9), (20, 0.8), (40, 0.6)), cells()]
    found = [cells((0, 0.9), (21, 0.75), (60, 0.7), (40, 0.45)), cells()]
    assert module._difference(expected, found) == {
        "cells": 3,
        "in one alone": 1,  # the one at 60; that at 40 is there, though not shown
        "lowest IoU": round(90 / 110, 5),
        "largest difference of scores": pytest.approx(0.15),
    }


def test_a_model_and_what_was_exported(drawn, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "SHOWN", 0.1)
    model = pack_tiny_model(tmp_path / "tiny.mmcsam", AS_IT_IS)
    file = export_model(model, "torchscript", tmp_path)
    ann_file = drawn / "validation/instances.json"
    classes = {json.loads(ann_file.read_text())["categories"][0]["name"]: "cell"}
    first, second = module.compare_backends(
        model, [file], ann_file, drawn / "validation", classes, 1, 1
    )
    assert first["backend"] == "pytorch" and second["backend"].endswith("tiny.torchscript")
    assert (second["cells"], second["in one alone"]) == (first["cells"], 0)
    assert first["cells"] > 0 and second["lowest IoU"] > 0.99
    assert second["mask AP"] == pytest.approx(first["mask AP"], abs=1e-3)
    assert first["times as fast"] == 1 and second["s an image"] > 0
