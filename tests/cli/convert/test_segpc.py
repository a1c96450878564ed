"""``convert segpc``, as a user types it, and as the script of its own."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest
from repository import ROOT
from segpc_files import TreeBuilder

from mmcsam.cli import main


@pytest.fixture
def tree(tmp_path):
    """An image with a cell of 4x4."""
    root = tmp_path / "data"
    root.mkdir()
    tree = TreeBuilder(root)
    mask = np.zeros((16, 24), np.uint8)
    mask[3:7, 2:6] = 20
    tree.image("train", 1)
    tree.mask("train", 1, 1, mask)
    return tree


@pytest.fixture
def run(tree, tmp_path):
    def call(*words):
        out = ["--out", str(tmp_path / "out"), "--workers", "1"]
        return main("convert", "segpc", str(tree.root), *out, *words)

    return call


def test_good(run, capsys):
    assert run() == 0
    assert "skipped: 0 files or folders" in capsys.readouterr().out


def test_skips(tree, run, capsys):
    tree.mask("train", 2, 1, np.full((16, 24), 20, np.uint8))
    assert run() == 1
    assert "train/y/2_1.bmp: the mask has no image, or" in capsys.readouterr().out
    assert run("--allow-skips") == 0


def test_no_images(tmp_path, capsys):
    (tmp_path / "empty").mkdir()
    words = [str(tmp_path / "empty"), "--out", str(tmp_path / "out")]
    assert main("convert", "segpc", *words) == 2
    assert capsys.readouterr().err.startswith("error: no images were found in ")


def test_subset_and_classes(tree, run, tmp_path, capsys):
    tree.image("train", 2)
    (tmp_path / "numbers.txt").write_text("1\n")
    assert run("--subset", str(tmp_path / "numbers.txt"), "--classes", "cytoplasm", "cell") == 0
    content = json.loads((tmp_path / "out/instances_train.json").read_text())
    assert [image["file_name"] for image in content["images"]] == ["train/x/1.bmp"]
    assert [category["name"] for category in content["categories"]] == ["cytoplasm", "cell"]


def test_script(tree, tmp_path):
    """The script in data_converters/ is the same command; a checkout needs no installation."""
    script = ROOT / "data_converters/segpc2coco.py"
    done = subprocess.run(
        [sys.executable, script, tree.root, "--out", tmp_path / "out"],
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out/instances_train.json").is_file()
