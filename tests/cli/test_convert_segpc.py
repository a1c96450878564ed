import os
import runpy
import subprocess
import sys

import pytest
from repository import ROOT

SCRIPT = ROOT / "data_converters" / "segpc2coco.py"


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Run the script in this process; return its exit code."""

    def call(*arguments):
        out = ["--out", str(tmp_path / "out"), "--workers", "1"]
        monkeypatch.setattr(sys, "argv", [str(SCRIPT), *map(str, arguments), *out])
        with pytest.raises(SystemExit) as end:
            runpy.run_path(str(SCRIPT), run_name="__main__")
        return end.value.code

    return call


def test_good(tree, square, run, capsys):
    tree.image("train", 1)
    tree.mask("train", 1, 1, square())
    assert run(tree.root) == 0
    assert "skipped: 0 files or folders" in capsys.readouterr().out


def test_skips(tree, square, run, capsys):
    tree.image("train", 1)
    tree.mask("train", 2, 1, square())
    assert run(tree.root) == 1
    assert "train/y/2_1.bmp: the mask has no image, or" in capsys.readouterr().out
    assert run(tree.root, "--allow-skips") == 0


def test_no_images(tree, run, capsys):
    assert run(tree.root) == 2
    assert capsys.readouterr().err.startswith(f"error: no images were found in {tree.root}")


def test_as_a_process(tree, square, tmp_path):
    tree.image("train", 1)
    tree.mask("train", 1, 1, square())
    done = subprocess.run(
        [sys.executable, SCRIPT, tree.root, "--out", tmp_path / "out"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "instances_train.json").is_file()
