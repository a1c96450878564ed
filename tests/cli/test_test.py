"""``test``: what it refuses before anything is built, and what it changes in a config."""

from types import SimpleNamespace

import pytest
import torch
from mmengine.config import ConfigDict
from mmengine.runner import Runner

from mmcsam.cli import main
from mmcsam.cli.test import use_whole_masks


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "c.py"
    path.write_text("default_hooks = dict()\nmodel = dict()\n")
    (tmp_path / "w.pth").write_bytes(b"")
    return path


def refuse(capsys, *words):
    assert main("test", *map(str, words)) == 2
    return capsys.readouterr().err.splitlines()[-1]


def test_missing_checkpoint(config, capsys):
    error = refuse(capsys, config, "work_dirs/c/epoch_1.pth")
    assert error.startswith("error: work_dirs/c/epoch_1.pth: no such file, expected a checkpoint. ")


def never():
    raise AssertionError("tested with weights that do not fit")


@pytest.mark.parametrize(
    ("weights", "found"),
    [
        (None, "PyTorch cannot read it ("),
        (torch.nn.Linear(3, 2).state_dict(), "1 have another shape (weight); expected"),
        (torch.nn.Conv2d(1, 1, 1, bias=False).state_dict(), "1 of the model's 2 weights are "),
        ({"weight": torch.full((2, 2), float("nan"))}, "the weight weight has values that are NaN"),
    ],
)
def test_checkpoint_of_another_model(weights, found, config, capsys, tmp_path, monkeypatch):
    """The network would be tested with random weights."""
    runner = SimpleNamespace(model=torch.nn.Linear(2, 2), test=never)
    monkeypatch.setattr(Runner, "from_cfg", lambda cfg: runner)
    if weights is not None:
        torch.save({"state_dict": weights}, tmp_path / "w.pth")
    error = refuse(capsys, config, tmp_path / "w.pth")
    assert error.startswith(f"error: {tmp_path / 'w.pth'}: {found}")


def test_missing_data(config, capsys, tmp_path):
    config.write_text(
        "test_dataloader = dict(dataset=dict(data_root='cells', ann_file='test.json'))\n"
    )
    error = refuse(capsys, config, tmp_path / "w.pth")
    assert error.startswith("error: cells/test.json: no such file, expected the COCO file")


def test_out_must_be_a_pickle(capsys):
    error = refuse(capsys, "c.py", "w.pth", "--out", "predictions.json")
    assert error.endswith("predictions.json: the file's name must end in .pkl or .pickle")


def test_pictures_need_a_hook(config, capsys, tmp_path):
    error = refuse(capsys, config, tmp_path / "w.pth", "--show-dir", "pictures")
    assert error == "error: --show-dir: the config has no visualization hook in default_hooks"


def test_dump_and_pictures_take_whole_masks():
    cfg = ConfigDict(model={"test_cfg": {"rcnn": {"mask_format": "rle"}}})
    use_whole_masks(cfg)
    assert cfg.model.test_cfg.rcnn.mask_format == "tensor"
    for model in ({}, {"test_cfg": None}, {"test_cfg": {"rcnn": {}}}):
        cfg = ConfigDict(model=model)
        use_whole_masks(cfg)
        assert cfg.model == model
