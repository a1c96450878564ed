"""``train``: what it refuses before anything is built; tests/test_training.py trains."""

import argparse

import pytest
from mmengine.config import Config
from repository import ROOT

from mmcsam.cli import main
from mmcsam.cli.train import how_to_resume


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "c.py"
    path.write_text("optim_wrapper = dict(type='OptimWrapper')\n")
    return path


def refuse(capsys, *words):
    assert main("train", *map(str, words)) == 2
    printed = capsys.readouterr()
    return printed.err.splitlines()[-1]


def test_missing_config_and_the_one_of_that_name(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    error = refuse(capsys, "elsewhere/csam_x101_segpc.py")
    assert error == (
        "error: elsewhere/csam_x101_segpc.py: no such file, expected a config. "
        f"Did you mean {ROOT / 'configs/csam_x101_segpc.py'}?"
    )
    assert not list(tmp_path.iterdir())


def test_missing_data(tmp_path, monkeypatch, capsys):
    """It names the file, the converter that makes it and the variable for another place."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SEGPC_ANNOTATIONS", raising=False)
    error = refuse(capsys, ROOT / "configs/csam_x101_segpc.py")
    assert error == (
        "error: data/segpc/instances_train.json: no such file, expected the COCO file of the train "
        "data. Make it with `python -m mmcsam convert segpc TCIA_SegPC_dataset --out data/segpc`, "
        "or name another place with the variable SEGPC_ANNOTATIONS"
    )
    assert not list(tmp_path.iterdir())


def test_missing_checkpoint(config, capsys):
    error = refuse(capsys, config, "--resume", "epoch_1.pth")
    assert error.startswith("error: epoch_1.pth: no such file, expected a checkpoint. ")


def test_auto_scale_lr_needs_a_base_batch_size(config, capsys):
    error = refuse(capsys, config, "--auto-scale-lr")
    assert "sets no auto_scale_lr.base_batch_size to scale from" in error


def test_amp_needs_a_gpu(config, capsys, monkeypatch):
    monkeypatch.setattr("mmengine.device.get_device", lambda: "cpu")
    assert "--amp needs a GPU" in refuse(capsys, config, "--amp")


@pytest.mark.parametrize(
    ("words", "launcher", "expected"),
    [
        (["c.py"], "none", "To go on: python -m mmcsam train c.py --resume"),
        (["c.py", "--resume"], "none", "To go on: python -m mmcsam train c.py --resume"),
        (["c.py"], "pytorch", "To go on, repeat the command with --resume (checkpoints in {})."),
    ],
)
def test_how_to_go_on(words, launcher, expected, tmp_path, monkeypatch):
    monkeypatch.setattr("sys.argv", ["mmcsam/__main__.py", "train", *words])
    cfg = Config(dict(work_dir=str(tmp_path)))
    assert how_to_resume(cfg, launcher) == "No checkpoint was written yet."
    (tmp_path / "last_checkpoint").write_text("epoch_1.pth")
    assert how_to_resume(cfg, launcher) == expected.format(tmp_path)


def test_mim_finds_no_option_of_its_own():
    """MIM adds --gpus or --device to the command where the help names them."""
    from mmcsam.cli import train

    parser = argparse.ArgumentParser()
    train.add_arguments(parser)
    assert not {"--gpus", "--device", "--gpu-ids"} & set(parser.format_help().split())
