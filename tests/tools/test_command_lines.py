"""The command lines of ``tools/``, as a user types them."""

import runpy
import subprocess
import sys

import pytest
from mmengine.config import ConfigDict
from repository import ROOT

TOOLS = ROOT / "tools"


def run(script, *arguments, isolated=False, cwd=None):
    python = [sys.executable, "-I", "-S"] if isolated else [sys.executable]
    command = [*python, str(TOOLS / script), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd)


@pytest.mark.parametrize(
    ("script", "option"),
    [("train.py", "--cfg-options"), ("test.py", "--cfg-options"), ("evaluate.py", "--report")],
)
def test_help_needs_no_installed_package(script, option):
    result = run(script, "-h", isolated=True)
    assert result.returncode == 0, result.stderr
    assert option in result.stdout
    # MIM would add --gpus or --device to the command where the help names it.
    assert "--gpus" not in result.stdout


@pytest.mark.parametrize(
    ("script", "arguments"),
    [
        ("train.py", ["c.py"]),
        ("test.py", ["c.py", "w.pth"]),
        ("train_oof_guides.py", ["c.py"]),
        ("plot_schedule.py", ["c.py"]),
    ],
)
def test_option_without_a_value_is_refused(script, arguments):
    result = run(script, *arguments, "--cfg-options", "a.b", isolated=True)
    assert result.returncode == 2
    assert "expected KEY=VALUE, got 'a.b'" in result.stderr


def test_out_must_be_a_pickle():
    result = run("test.py", "c.py", "w.pth", "--out", "predictions.json", isolated=True)
    assert result.returncode == 2
    assert "--out predictions.json: the file's name must end in .pkl" in result.stderr


def test_missing_config_and_the_one_of_that_name(tmp_path):
    result = run("train.py", "elsewhere/csam_x101_segpc.py", cwd=tmp_path)
    assert result.returncode == 1
    assert "train.py: the config elsewhere/csam_x101_segpc.py does not exist." in result.stderr
    assert f"Did you mean {TOOLS.parent / 'configs'}" in result.stderr
    assert "Traceback" not in result.stderr
    assert not list(tmp_path.iterdir())


def test_missing_checkpoint(tmp_path):
    config = tmp_path / "c.py"
    config.write_text("a = 1\n")
    result = run("test.py", config, "work_dirs/c/epoch_1.pth", cwd=tmp_path)
    assert result.returncode == 1
    assert "test.py: the checkpoint work_dirs/c/epoch_1.pth does not exist." in result.stderr


def test_auto_scale_lr_needs_a_base_batch_size(tmp_path):
    config = tmp_path / "c.py"
    config.write_text("a = 1\n")
    result = run("train.py", config, "--auto-scale-lr", cwd=tmp_path)
    assert result.returncode == 1
    assert "sets no auto_scale_lr.base_batch_size" in result.stderr


@pytest.mark.parametrize(
    ("script", "usage"),
    [("dist_train.sh", "CONFIG PROCESSES"), ("dist_test.sh", "CONFIG CHECKPOINT PROCESSES")],
)
def test_dist_scripts_say_how_to_use_them(script, usage):
    result = subprocess.run(["bash", TOOLS / script, "c.py"], capture_output=True, text=True)
    assert result.returncode == 2
    assert usage in result.stderr


def test_flips_come_before_the_padding():
    """Else a flipped view would have its padding at the left, and MMDetection knows no offset."""
    augment = runpy.run_path(str(TOOLS / "test.py"))["augment"]
    steps = ["LoadImageFromFile", "Resize", "LoadAnnotations", "mmengine.Pad", "PackDetInputs"]
    dataset = ConfigDict(pipeline=[{"type": step} for step in steps])
    cfg = ConfigDict(test_dataloader={"dataset": dataset}, model={"type": "MaskRCNN"})
    augment(cfg)
    *first, views = cfg.test_dataloader.dataset.pipeline
    assert [step.type for step in first] == steps[:3]
    flips, pads, packs = views.transforms
    assert [flip.type for flip in flips] == ["RandomFlip"] * 4
    assert [pad.type for pad in pads] == ["mmengine.Pad"]
    assert [pack.type for pack in packs] == ["PackDetInputs"]


def test_dump_and_pictures_take_whole_masks():
    use_whole_masks = runpy.run_path(str(TOOLS / "test.py"))["use_whole_masks"]
    cfg = ConfigDict(model={"test_cfg": {"rcnn": {"mask_format": "rle"}}})
    use_whole_masks(cfg)
    assert cfg.model.test_cfg.rcnn.mask_format == "tensor"
    for model in ({}, {"test_cfg": None}, {"test_cfg": {"rcnn": {}}}):
        cfg = ConfigDict(model=model)
        use_whole_masks(cfg)
        assert cfg.model == model
