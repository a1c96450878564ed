"""The study of the guide's size: which trainings it runs, and what it measures of a crop."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from mmdet.registry import MODELS
from mmengine.config import Config
from repository import ROOT

sys.path.insert(0, str(ROOT / "tools"))
from reproduction import guide_quality as quality_module  # noqa: E402
from reproduction import guide_sizes as module  # noqa: E402
from reproduction.guide_quality import guide_quality, score  # noqa: E402
from reproduction.guide_sizes import CONFIG, GuideSize, GuideSizes  # noqa: E402
from reproduction.guide_sizes_report import guide_sizes_markdown  # noqa: E402


def test_a_guide_is_trained_once(tmp_path, monkeypatch):
    commands = []

    def run(words, environment, log, label=""):
        commands.append(words)
        folder = Path(words[words.index("--work-dir") + 1])
        folder.mkdir(parents=True)
        (folder / "last_checkpoint").write_text(f"{folder}/iter_30.pth")

    def measure(config, checkpoint, environment):
        assert (config.name, checkpoint.name) == (CONFIG.name, "iter_30.pth")
        return {"crop_IoU": 0.9}

    monkeypatch.setattr(module, "run_logged", run)
    monkeypatch.setattr(quality_module, "guide_quality", measure)
    guides = GuideSizes({}, tmp_path, 30)
    first, again = (guides.result(GuideSize(32, 16, 1)) for _ in range(2))
    assert first == again
    assert (first["crop_size"], first["channels"], first["seed"]) == (32, 16, 1)
    (words,) = commands
    for option in (
        "randomness.seed=1",
        "model.segmentor.base_channels=16",
        "train_dataloader.dataset.crop_size=32",
        "val_dataloader.dataset.crop_size=32",
        "train_cfg.max_iters=30",
    ):
        assert option in words


def test_score():
    """The guess has the upper half of the cell's 20x20 pixels, and 10x20 of a neighbour."""
    labels = np.zeros((40, 40), np.uint8)
    labels[:20, :20], labels[:10, 20:] = 1, 2
    guess = labels > 0
    guess[10:20] = False
    iou, boundary, leaked, predicted = score(labels, guess)
    assert (iou, leaked, predicted) == (200 / 600, 200, 400)
    true_band, band = 20 * 20 - 10 * 10, 10 * 40  # no pixel of a strip of 10 is 6 from its outline
    shared = 10 * 20 - 5 * 10
    assert boundary == pytest.approx(shared / (true_band + band - shared))
    assert score(np.zeros_like(labels), np.zeros((40, 40), bool)) == (1.0, 1.0, 0, 0)


def test_quality(environment, sample, tmp_path, monkeypatch):
    """An untrained guide of crops of 32 px; its map is compared at 128."""
    cfg = Config.fromfile(CONFIG)
    cfg.model.segmentor.base_channels = 4
    cfg.val_dataloader.dataset.crop_size = 32
    cfg.dump(tmp_path / "guide.py")
    model = MODELS.build(cfg.model)
    model.segmentor.classifier.bias.data.fill_(100.0)  # all is cell
    torch.save(model.state_dict(), tmp_path / "guide.pth")
    data = sample / "coco"
    environment = {"SEGPC_ROOT": str(sample / "TCIA_SegPC_dataset"), "SEGPC_ANNOTATIONS": str(data)}
    for key in environment:  # it sets them; the test's end brings the old ones back
        monkeypatch.setenv(key, environment[key])
    found = guide_quality(tmp_path / "guide.py", tmp_path / "guide.pth", environment)
    assert 0.2 < found["crop_IoU"] < 0.9
    assert found["boundary_IoU"] < found["crop_IoU"]
    assert found["parameters"] == sum(p.numel() for p in model.parameters())
    assert found["ms_a_crop"] > 0


def test_table():
    figures = {"boundary_IoU": 0.5, "neighbour_leak": 0.01, "parameters": 480_000, "ms_a_crop": 2.0}
    results = [
        {"crop_size": size, "channels": 16, "seed": seed, "figures": figures | {"crop_IoU": iou}}
        for size, seed, iou in ((64, 0, 0.9), (32, 0, 0.7), (64, 1, 0.8))
    ]
    text = guide_sizes_markdown(json.loads(json.dumps(results)), ["A machine."])
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines()]
    assert rows[2][:3] == ["32", "16", "0.7000"]
    assert rows[3] == [
        "64",
        "16",
        "0.8500 ± 0.0707",
        "0.5000 ± 0.0000",
        "0.0100 ± 0.0000",
        "0.48 M",
        "2.0",
    ]
    assert rows[-1] == ["A machine."]
