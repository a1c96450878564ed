"""``models``, and what names are good for."""

import json

import cv2
import pytest
from pycocotools import mask as mask_utils

from mmcsam.cli import main
from mmcsam.inference.model.catalogue import DEFAULT
from mmcsam.synthesis.marrow.smear import draw_numbered_smear


def test_list(capsys):
    assert main("models") == 0
    printed = capsys.readouterr().out
    assert f"{DEFAULT} (default)" in printed
    assert "bundled" in printed


def test_card_by_name(capsys):
    assert main("info", DEFAULT) == 0
    assert "plasma cell, other nucleated cell" in capsys.readouterr().out


@pytest.mark.parametrize("words", [[], ["--model", DEFAULT]])
def test_cells_without_a_model_of_ones_own(words, tmp_path, capsys):
    smear = draw_numbered_smear(5, 5, (512, 384), 1)
    cv2.imwrite(str(tmp_path / "smear.png"), smear.image[..., ::-1])
    assert main("predict", str(tmp_path / "smear.png"), "--out", str(tmp_path / "out"), *words) == 0
    said = f"model: {DEFAULT}, which comes with mmcsam" in capsys.readouterr().out
    assert said == (not words)
    found = json.loads((tmp_path / "out/instances.json").read_text())
    assert {entry["name"] for entry in found["categories"]} == {
        "plasma cell",
        "other nucleated cell",
    }
    overlaps = mask_utils.iou(
        [one.rle for one in smear.masks],
        [entry["segmentation"] for entry in found["annotations"]],
        [0] * len(found["annotations"]),
    )
    assert (overlaps.max(axis=1) > 0.7).sum() >= len(smear.masks) - 1
