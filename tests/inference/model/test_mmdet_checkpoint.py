"""A packed model in MMDetection's own hands."""

import re
from dataclasses import replace

import cv2
import numpy as np
import pytest
import torch
from fake_backend import draw_discs, pack_tiny_model
from mmdet.apis import DetInferencer
from mmengine.config import Config
from pycocotools.mask import decode

from mmcsam.inference import Segmenter, write_mmdet_checkpoint
from mmcsam.inference.model.packed_model import read_packed_model, write_packed_model

IN_TEST = [
    {"type": "Resize", "scale": [96, 96], "keep_ratio": True},
    {"type": "PackDetInputs", "meta_keys": ["img_id", "img_shape", "ori_shape", "scale_factor"]},
]


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return pack_tiny_model(tmp_path_factory.mktemp("model") / "tiny.mmcsam", IN_TEST)


def repacked(packed, path, **changes):
    card, weights = read_packed_model(packed)
    return write_packed_model(path, replace(card, **changes), weights)


def config_of(checkpoint):
    meta = torch.load(checkpoint, weights_only=True)["meta"]
    return Config.fromstring(meta["cfg"], ".py")


@pytest.mark.parametrize("mask_format", ["tensor", "rle"])
def test_the_same_cells(mask_format, model, tmp_path):
    card, _ = read_packed_model(model)
    card.model["test_cfg"]["rcnn"]["mask_format"] = mask_format
    packed = repacked(model, tmp_path / "a.mmcsam", model=card.model)
    image = tmp_path / "a.png"
    cv2.imwrite(str(image), draw_discs(120, 90, 5))
    checkpoint = write_mmdet_checkpoint(packed, tmp_path / "a.pth")
    inferencer = DetInferencer(weights=str(checkpoint), device="cpu", show_progress=False)
    (found,) = inferencer(str(image))["predictions"]
    cells = Segmenter(packed, device="cpu", score_threshold=0.0)(image)
    ours = [(cell.mask.rle["counts"], pytest.approx(cell.score)) for cell in cells]
    assert len(found["masks"]) == 5  # the config's limit
    for mask, score in zip(found["masks"], found["scores"], strict=True):
        if not decode(mask).any():
            continue  # random weights; Segmenter leaves it out
        assert (mask["counts"], score) in ours
    assert inferencer.model.dataset_meta["classes"] == ["cell"]


def test_pictures(model, tmp_path):
    checkpoint = write_mmdet_checkpoint(model, tmp_path / "a.pth")
    inferencer = DetInferencer(weights=str(checkpoint), device="cpu", show_progress=False)
    image = np.zeros((60, 80, 3), np.uint8)
    (picture,) = inferencer(image, return_vis=True, pred_score_thr=0)["visualization"]
    assert picture.shape == image.shape
    assert picture.any()


def test_the_config_brings_what_it_names(model, tmp_path):
    config = config_of(write_mmdet_checkpoint(model, tmp_path / "a.pth"))
    assert config.custom_imports.imports == ["mmcsam"]
    first, resize, last = config.test_dataloader.dataset.pipeline
    assert first.type == "LoadImageFromFile"
    assert resize.scale == (96, 96)  # a tuple: transforms refuse a list
    assert last.type == "PackDetInputs"


@pytest.mark.parametrize(
    "name",
    [
        "{{ fileDirname }}",
        "{{$HOME:x'}}\" + 1/0 #",
        "{{'$X:a\\'}}",
        "{{{_base_.a}}}",
        'it\'s "Ä"\n',
    ],
)
def test_names_stay_text(name, model, tmp_path):
    packed = repacked(model, tmp_path / "a.mmcsam", classes=(name,))
    config = config_of(write_mmdet_checkpoint(packed, tmp_path / "a.pth"))
    assert config.test_dataloader.dataset.metainfo.classes == (name,)


def test_refusals(model, tmp_path):
    with pytest.raises(ValueError, match=r"a\.ckpt: expected a name that ends in \.pth"):
        write_mmdet_checkpoint(model, tmp_path / "a.ckpt")
    other = tmp_path / "a.mmcsam"
    other.write_text("text")
    with pytest.raises(ValueError, match=re.escape(f"{other}: no packed model")):
        write_mmdet_checkpoint(other, tmp_path / "a.pth")
    for part in ("model", "pipeline"):
        card, _ = read_packed_model(model)
        hostile = {"type": "os.system", "command": "true"}
        change = {**card.model, "neck": hostile} if part == "model" else [hostile]
        repacked(model, other, **{part: change})
        with pytest.raises(ValueError, match="names the type 'os.system'"):
            write_mmdet_checkpoint(other, tmp_path / "a.pth")
    assert not (tmp_path / "a.pth").exists()
