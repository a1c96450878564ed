"""``train``: what it refuses before anything is built; tests/test_training.py trains."""

import argparse
from types import SimpleNamespace

import pytest
import torch
from mmengine.config import Config
from mmengine.runner import Runner
from repository import ROOT

from mmcsam.cli import main
from mmcsam.cli.train import how_to_resume
from mmcsam.jobs.problem import UnusableFileError


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


@pytest.fixture
def started(monkeypatch):
    """Replace the runner: what it would go on or start from, and what its training raises."""

    def start(checkpoint=None, resume=False, folder="", error=None):
        def train():
            raise error or AssertionError("trained")

        runner = SimpleNamespace(
            model=torch.nn.Linear(2, 2),
            train=train,
            work_dir=str(folder),
            rank=0,
            _load_from=checkpoint,
            _resume=resume,
            train_loop=None,
            val_loop=None,
        )
        monkeypatch.setattr(Runner, "from_cfg", lambda cfg: runner)

    return start


def test_checkpoint_to_start_from_is_of_another_model(config, capsys, tmp_path, started):
    torch.save({"state_dict": {"conv.w": torch.zeros(1)}}, tmp_path / "w.pth")
    started(str(tmp_path / "w.pth"))
    assert "w.pth: none of its 1 weights fits one of the model's 2" in refuse(capsys, config)


def test_checkpoint_to_go_on_from_is_damaged(config, capsys, tmp_path, started):
    """Without a name it is the last one of the work dir."""
    (tmp_path / "iter_3.pth").write_bytes(b"PK\x03\x04 cut short")
    (tmp_path / "last_checkpoint").write_text(str(tmp_path / "iter_3.pth"))
    started(resume=True, folder=tmp_path)
    assert "iter_3.pth: PyTorch cannot read it (" in refuse(capsys, config, "--resume")


def test_the_guides_checkpoint_is_unusable(config, capsys, started):
    """It is read when the training initialises the weights; other errors there are ours."""
    started(error=UnusableFileError("guide.pth", "cut short", "a checkpoint", "Copy it again"))
    error = refuse(capsys, config)
    assert error == "error: guide.pth: cut short; expected a checkpoint. Copy it again."
    started(error=ValueError("of MMDetection's own"))
    with pytest.raises(ValueError, match="own"):
        main("train", str(config))


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
