"""The command that trains a guide for each fold, on drawn images."""

import json
import subprocess
import sys

import cv2
import pytest
import torch
from repository import ROOT

from mmcsam.converters import convert_segpc
from mmcsam.synthesis import write_sample_tree

TINY = [
    "model.segmentor.base_channels=4",
    "train_dataloader.dataset.crop_size=32",
    "val_dataloader.dataset.crop_size=32",
    "train_dataloader.num_workers=0",
    "train_dataloader.persistent_workers=False",
    "val_dataloader.num_workers=0",
    "val_dataloader.persistent_workers=False",
    "train_cfg.max_iters=2",
    "train_cfg.val_interval=2",
    "default_hooks.logger.interval=1",
    "default_hooks.checkpoint.interval=1",
]


@pytest.fixture
def train(tmp_path, monkeypatch):
    """Return a function that runs the command on four drawn images."""
    tree = write_sample_tree(tmp_path, train=4, validation=1, test=0, scale=0.0625)
    convert_segpc(tree, tmp_path / "coco", workers=1)
    monkeypatch.setenv("SEGPC_ROOT", str(tree))
    monkeypatch.setenv("SEGPC_ANNOTATIONS", str(tmp_path / "coco"))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")

    def run(*options):
        command = [
            sys.executable,
            ROOT / "tools/train_oof_guides.py",
            ROOT / "configs/unet_demo.py",
        ]
        command += ["--work-dir", tmp_path / "oof", *options, "--cfg-options", *TINY]
        return subprocess.run(list(map(str, command)), capture_output=True, text=True)

    return run


def test_two_folds(train, tmp_path):
    result = train("--folds", "2")
    assert result.returncode == 0, result.stdout[-2000:] + result.stderr[-2000:]
    out = tmp_path / "oof"
    guides = [torch.load(out / f"fold_{fold}.pth") for fold in range(2)]
    for guide in guides:
        assert list(guide) == ["state_dict"]
        assert all(name.startswith("segmentor.") for name in guide["state_dict"])
    # Each was trained on images of its own.
    name = "segmentor.classifier.weight"
    assert not torch.equal(guides[0]["state_dict"][name], guides[1]["state_dict"][name])
    folds = json.loads((out / "folds.json").read_text())["folds"]
    assert sorted(folds.values()) == [0, 0, 1, 1]
    *_, header, first, second, _, advice, more = result.stdout.splitlines()
    assert header.split() == ["fold", "roi_IoU", "neighbour_leak"]
    for fold, row in enumerate((first, second)):
        number, iou, leak = row.split()
        assert int(number) == fold
        assert 0 <= float(iou) <= 1
        assert 0 <= float(leak) <= 1
    assert "OutOfFoldGuide" in advice
    assert str(out / "folds.json") in more

    # What every training leaves: curves and a TensorBoard log.
    assert cv2.imread(str(out / "fold_0/training_curves.png")) is not None
    assert list((out / "fold_0").glob("*/vis_data/events.out.tfevents.*"))

    # Given again, it trains only what is missing, and that from its last checkpoint.
    before = (out / "fold_0.pth").stat().st_mtime_ns
    (out / "fold_1.pth").unlink()
    again = train("--folds", "2")
    assert again.returncode == 0, again.stdout[-2000:] + again.stderr[-2000:]
    assert (out / "fold_0.pth").stat().st_mtime_ns == before
    assert "fold_0.pth is there already" in again.stdout
    assert "--resume" in again.stdout
    assert (out / "fold_1.pth").is_file()


def test_too_many_folds(train):
    result = train("--folds", "5")
    assert result.returncode == 2
    assert "5 folds of 4 images" in result.stderr
    assert "Traceback" not in result.stderr
