"""A packed model trained further on given images."""

import json
from dataclasses import replace

import pytest
import torch

from mmcsam.fine_tuning.recipe import Recipe
from mmcsam.fine_tuning.training import train_further
from mmcsam.inference.model.packed_model import read_packed_model, write_packed_model


@pytest.fixture
def train(data):
    def call(iterations=2, held_back=None, **options):
        settings = {"matched": {"disc": "cell"}, "recipe": Recipe(iterations, 2, validations=1)}
        settings |= {"out": data / "new.mmcsam", "work_dir": data / "work", **options}
        train_further(data / "old.mmcsam", data, data / "coco.json", held_back, **settings)
        return settings["out"]

    return call


def test_to_the_end_without_images_to_judge_by(train, data):
    out = train(description="of a test")
    card, weights = read_packed_model(out)
    assert (card.name, card.classes, card.description) == ("new", ("disc",), "of a test")
    old = read_packed_model(data / "old.mmcsam")[1]
    assert any(not torch.equal(weights[name], old[name]) for name in weights)
    log = next((data / "work").glob("*/vis_data/scalars.json")).read_text().splitlines()
    assert [json.loads(line)["step"] for line in log] == [1, 2]


def test_images_to_judge_by(train, data):
    out = train(held_back=data / "coco.json")
    assert out.is_file()
    log = next((data / "work").glob("*/vis_data/scalars.json")).read_text()
    assert "coco/segm_mAP" in log


def test_another_training_in_the_folder(train):
    train()
    with pytest.raises(ValueError, match="holds a training of another model"):
        train(iterations=3)


def test_without_settings_of_a_training(train, data):

    card, weights = read_packed_model(data / "old.mmcsam")
    bare = {key: value for key, value in card.model.items() if key != "train_cfg"}
    write_packed_model(data / "old.mmcsam", replace(card, model=bare), weights)
    with pytest.raises(ValueError, match="packed without its training's settings"):
        train()
