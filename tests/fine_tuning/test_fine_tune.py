"""From annotations and a packed model to another packed model."""

import json

import cv2
import numpy as np
import pytest
import torch

from mmcsam.fine_tuning import fine_tune
from mmcsam.inference import Segmenter
from mmcsam.inference.model.packed_model import read_packed_model


@pytest.fixture
def tune(data):
    def call(**options):
        settings = {"out": data / "new.mmcsam", "work_dir": data / "work", "iterations": 2}
        settings |= options
        return fine_tune(data, data / "coco.json", data / "old.mmcsam", **settings)

    return call


def test_a_trained_model(tune, data):
    before = (data / "old.mmcsam").read_bytes()
    run = tune()
    assert [model.name for model in run.models] == ["old (old.mmcsam)", "new (new.mmcsam)"]
    held_back = json.loads((data / "work/folds/fold_0_val.json").read_text())
    assert [len(model.images) for model in run.models] == [len(held_back["images"])] * 2 == [2, 2]
    card, weights = read_packed_model(data / "new.mmcsam")
    assert card.classes == ("disc",)
    assert card.description == "tiny, trained further on 6 images"
    old = read_packed_model(data / "old.mmcsam")[1]
    assert weights.keys() == old.keys()
    changed = [name for name in weights if not torch.equal(weights[name], old[name])]
    assert any("mask_head" in name for name in changed)
    assert Segmenter(data / "new.mmcsam", device="cpu")(data / "0.png").classes == ("disc",)
    assert (data / "old.mmcsam").read_bytes() == before
    # Again: it is finished, and gives the same.
    first = (data / "new.mmcsam").read_bytes()
    tune()
    assert (data / "new.mmcsam").read_bytes() == first


def test_twelve_bits_in_sixteen_are_learned_as_eight(tune, data):
    coco = json.loads((data / "coco.json").read_text())
    tune()
    for image in coco["images"]:
        path = str(data / image["file_name"])
        assert cv2.imwrite(path, cv2.imread(path).astype(np.uint16) * 16)
    other = {"out": data / "deep.mmcsam", "work_dir": data / "deep"}
    with pytest.raises(ValueError, match="more than 8 bits"):
        tune(**other)
    coco["info"] = {"intensity": {"low": 0, "high": 4080}}
    (data / "coco.json").write_text(json.dumps(coco))
    tune(**other)
    card, deep = read_packed_model(data / "deep.mmcsam")
    assert (card.intensity["low"], card.intensity["high"]) == (0, 4080)
    _, weights = read_packed_model(data / "new.mmcsam")
    assert all(torch.equal(deep[name], weights[name]) for name in weights)
    for name in ("old.json", "new.json"):  # found on the images held back
        assert (data / "deep" / name).read_text() == (data / "work" / name).read_text()


def test_few_images(tune, data):
    coco = json.loads((data / "coco.json").read_text())
    coco["images"] = coco["images"][:2]
    coco["annotations"] = [one for one in coco["annotations"] if one["image_id"] < 2]
    (data / "coco.json").write_text(json.dumps(coco))
    assert tune(iterations=1) is None
    assert (data / "new.mmcsam").is_file()


def test_another_job_in_the_folder(tune, data):
    tune()
    with pytest.raises(ValueError, match="holds a training of another model, other annotations"):
        tune(seed=1)


def test_refused(tune, data):
    with pytest.raises(ValueError, match="expected a name that ends in .mmcsam"):
        tune(out=data / "new.pth")
    with pytest.raises(ValueError, match="--classes disc=nucleus"):
        tune(classes={"disc": "nucleus"})
    assert not (data / "new.mmcsam").exists()
