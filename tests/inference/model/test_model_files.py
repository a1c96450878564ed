"""Configs with checkpoints become packed models, which load anywhere."""

import json

import pytest
import torch
from mmdet.registry import MODELS
from mmengine.config import Config, ConfigDict
from mmengine.registry import init_default_scope
from repository import ROOT

from mmcsam.inference.model.known_types import without_start
from mmcsam.inference.model.model_files import card_of_config, cell_width, load_model, pack_model
from mmcsam.inference.pipeline_steps import PipelineSteps

CONFIG = ROOT / "configs/csam_demo.py"


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory):
    init_default_scope("mmdet")
    model = ConfigDict(without_start(Config.fromfile(CONFIG).model.to_dict()))
    path = tmp_path_factory.mktemp("weights") / "w.pth"
    torch.save({"state_dict": MODELS.build(model).state_dict(), "meta": {"iter": 1}}, path)
    return path


def test_card():
    card = card_of_config(CONFIG, licence="CC0")
    assert (card.name, card.classes, card.licence) == ("csam_demo", ("cell",), "CC0")
    assert [step["type"] for step in card.pipeline] == ["Resize", "PackDetInputs"]
    assert "init_cfg" not in json.dumps(card.model) or '"init_cfg": null' in json.dumps(card.model)
    assert card.model["guide"]["checkpoint"] is None
    assert {"mmcsam", "torch", "Python"} == card.versions.keys()


def test_packed_is_what_was_packed(checkpoint, tmp_path):
    packed = pack_model(CONFIG, checkpoint, tmp_path / "a.mmcsam", cell_width=41.0)
    (card, weights), (other, expected) = load_model(packed), load_model(CONFIG, checkpoint)
    assert card.cell_width == 41.0
    assert (card.model, card.pipeline) == (other.model, other.pipeline)
    assert weights.keys() == expected.keys()
    assert all(torch.equal(weights[name], expected[name]) for name in weights)


def test_cell_width(tmp_path):
    """Boxes of 20x20, 40x10 and 80x80 in an image that is shown at half its size."""
    boxes = [(0, 0, 20, 20), (100, 0, 140, 10), (200, 200, 280, 280)]
    polygons = [[[x, y, r, y, r, b, x, b]] for x, y, r, b in boxes]
    coco = {
        "images": [{"id": 1, "file_name": "a.png", "width": 640, "height": 480}],
        "categories": [{"id": 1, "name": "cell"}],
        "annotations": [
            {"id": n, "image_id": 1, "category_id": 1, "segmentation": polygon}
            for n, polygon in enumerate(polygons)
        ],
    }
    (tmp_path / "coco.json").write_text(json.dumps(coco))
    steps = PipelineSteps(card_of_config(CONFIG).pipeline)
    assert cell_width(tmp_path / "coco.json", steps) == 10.0
    (tmp_path / "coco.json").write_text(json.dumps({**coco, "annotations": []}))
    with pytest.raises(ValueError, match="no cell in it, expected the training data"):
        cell_width(tmp_path / "coco.json", steps)


def test_a_training_file_that_is_not_cocos(checkpoint, tmp_path):
    (tmp_path / "list.json").write_text("[]")
    with pytest.raises(ValueError, match=r"list\.json"):
        pack_model(CONFIG, checkpoint, tmp_path / "a.mmcsam", tmp_path / "list.json", cell_width=40)
    assert not (tmp_path / "a.mmcsam").exists()


def test_what_the_training_file_says(checkpoint, tmp_path):
    polygon = [[0, 0, 20, 0, 20, 20, 0, 20]]
    intensity = {"low": 100, "high": 4000, "origin": "given", "formula": "..."}
    coco = {
        "info": {"intensity": intensity},
        "images": [{"id": 1, "file_name": "a.png", "width": 640, "height": 480}],
        "categories": [{"id": 1, "name": "cell"}],
        "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "segmentation": polygon}],
    }
    (tmp_path / "coco.json").write_text(json.dumps(coco))
    packed = pack_model(CONFIG, checkpoint, tmp_path / "a.mmcsam", tmp_path / "coco.json")
    card, _ = load_model(packed)
    assert (card.intensity, card.cell_width) == (intensity, 10.0)


def test_weights_that_do_not_fit(checkpoint, tmp_path):
    torch.save({"a": torch.zeros(1)}, tmp_path / "w.pth")
    with pytest.raises(ValueError, match=r"w\.pth: \d+ of the model's \d+ weights are missing"):
        pack_model(CONFIG, tmp_path / "w.pth", tmp_path / "a.mmcsam")
    assert not (tmp_path / "a.mmcsam").exists()
