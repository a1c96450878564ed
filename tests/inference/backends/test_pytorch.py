"""A detector in PyTorch: its predictions, its limits, and what it refuses."""

import json

import numpy as np
import pytest
import torch
from fake_backend import pack_tiny_model
from pycocotools import mask as mask_api

from mmcsam.inference.backends.pytorch import PyTorchBackend
from mmcsam.inference.model.model_card import ModelCard
from mmcsam.inference.model.packed_model import read_packed_model


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    torch.manual_seed(0)
    return read_packed_model(pack_tiny_model(tmp_path_factory.mktemp("m") / "tiny.mmcsam"))


@pytest.fixture
def backend(packed):
    return PyTorchBackend(*packed, "cpu", "tiny.mmcsam")


def test_detections_are_the_detectors(backend, packed):
    backend.model.roi_head.test_cfg.score_thr = 0.0
    image = np.random.default_rng(0).integers(0, 256, (64, 96, 3), np.uint8)
    data = backend.prepare(image)
    found, _ = backend.detect(data)
    with torch.no_grad():
        (sample,) = backend.model.test_step(
            {"inputs": [data["inputs"]], "data_samples": [data["data_samples"]]}
        )
    expected = sample.pred_instances
    masks = [mask_api.decode(rle) for rle in expected.masks]
    kept = [number for number, mask in enumerate(masks) if mask.any()]
    assert len(found) == len(kept) > 0
    order = sorted(kept, key=lambda number: -expected.scores[number].item())
    for detection, number in zip(found, order, strict=True):
        assert detection.score == expected.scores[number].item()
        rows, cols = np.nonzero(masks[number])
        assert (detection.left, detection.top) == (cols.min(), rows.min())
        assert int((detection.crop > 0).sum()) == int(masks[number].sum())


def test_limits_follow_the_area(backend, packed):
    """The last stage's is 1,000 objects in what a test shows at once, and never below."""
    data = backend.prepare(np.zeros((96, 96, 3), np.uint8))
    rpn, rcnn = backend.model.rpn_head.test_cfg, backend.model.roi_head.test_cfg
    proposals = rpn.max_per_img
    for area, objects, factor in ((1.0, 1000, 1), (0.1, 1000, 1), (2.5, 2500, 2.5), (1, 1000, 1)):
        backend.detect(data, area)
        assert rcnn.max_per_img == objects
        assert rpn.max_per_img == round(proposals * factor)


def test_a_config_that_would_run_something(packed):
    card, weights = packed
    content = json.loads(card.to_json())
    content["model"]["backbone"]["type"] = "os.system"
    hostile = ModelCard.from_json(json.dumps(content), "x")
    with pytest.raises(ValueError, match="its config names the type 'os.system'"):
        PyTorchBackend(hostile, weights, "cpu", "x")
    content = json.loads(card.to_json())
    content["model"]["test_cfg"]["rpn"]["nms"]["type"] = "__import__('os').getcwd()"
    hostile = ModelCard.from_json(json.dumps(content), "x")
    with pytest.raises(ValueError, match="its config names the type"):
        PyTorchBackend(hostile, weights, "cpu", "x")


def test_weights_that_do_not_fit(packed):
    card, weights = packed
    fewer = dict(list(weights.items())[3:])
    with pytest.raises(ValueError, match=r"x: 2 of the model's \d+ weights are missing"):
        PyTorchBackend(card, fewer, "cpu", "x")
    name = next(iter(weights))
    with pytest.raises(ValueError, match=rf"x: 1 have another shape \({name}\)"):
        PyTorchBackend(card, {**weights, name: weights[name][:1]}, "cpu", "x")


@pytest.mark.parametrize(("rank", "expected"), [(None, "cuda:0"), ("1", "cuda:1"), ("5", "cuda:1")])
def test_each_process_takes_its_gpu(backend, rank, expected, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    monkeypatch.setattr(backend.model, "to", lambda device: None)
    monkeypatch.delenv("LOCAL_RANK", raising=False)
    if rank is not None:
        monkeypatch.setenv("LOCAL_RANK", rank)
    backend.to(None)
    assert backend.device == expected
    backend.to("cpu")
    assert backend.device == "cpu"
