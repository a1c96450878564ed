"""Configs that somebody sent name registered classes, and nothing else."""

import pytest
from mmengine.config import Config
from repository import ROOT

import mmcsam.components  # noqa: F401, registers the components
from mmcsam.inference.model.known_types import require_known_types, without_start


@pytest.mark.parametrize("path", sorted(ROOT.glob("configs/csam_*.py")), ids=lambda p: p.stem)
def test_our_configs(path):
    cfg = Config.fromfile(path)
    require_known_types(without_start(cfg.model.to_dict()), path.name)
    require_known_types(cfg.test_dataloader.dataset.pipeline, path.name)


@pytest.mark.parametrize(
    "name", ["os.system", "subprocess.Popen", "mmdet.os.system", "NoSuchHead", 3, None, ["FPN"]]
)
def test_other_names(name):
    config = {"type": "MaskRCNN", "neck": [{"inner": {"type": name}}]}
    with pytest.raises(ValueError, match=r"cells\.mmcsam: its config names the type"):
        require_known_types(config, "cells.mmcsam")


def test_scopes():
    require_known_types({"type": "mmdet.FPN"}, "x")
    require_known_types({"type": "mmengine.Pad"}, "x")
    require_known_types({"type": "RoIAlign", "other": ["type", {"a": 1}]}, "x")


def test_where_weights_come_from_is_left_out():
    config = {
        "init_cfg": {"type": "Pretrained", "checkpoint": "https://example.org/a.pth"},
        "guide": {"checkpoint": "guide.pth", "segmentor": {"type": "UNet", "depth": 3}},
        "stages": ({"init_cfg": 1}, 2),
    }
    assert without_start(config) == {
        "init_cfg": None,
        "guide": {"checkpoint": None, "segmentor": {"type": "UNet", "depth": 3}},
        "stages": [{"init_cfg": None}, 2],
    }
