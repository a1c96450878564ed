"""``convert masks``, as a user types it."""

import json

import pytest
from lab_masks import DEEP, Lab

from mmcsam.cli import main


@pytest.fixture
def lab(tmp_path):
    return Lab(tmp_path / "data")


@pytest.fixture
def run(tmp_path):
    def call(*words):
        out = ["--out", str(tmp_path / "out"), "--workers", "1"]
        return main("convert", "masks", str(tmp_path / "data"), *out, *words)

    return call


def test_options_reach_the_converter(lab, run, tmp_path, capsys):
    for name in "abcd":
        lab.pair(name)
    assert run("--category", "yeast", "--validation-share", "0.5", "--seed", "3") == 0
    assert "form: label-folders" in capsys.readouterr().out
    for split in ("train", "validation"):
        content = json.loads((tmp_path / "out" / f"instances_{split}.json").read_text())
        assert [category["name"] for category in content["categories"]] == ["yeast"]
        assert len(content["images"]) == 2


def test_skips(lab, run, capsys):
    lab.pair("a")
    lab.write("images/b.png", b"")
    assert run() == 1
    assert "images/b.png" in capsys.readouterr().out
    assert run("--allow-skips") == 0


def test_deep_images(lab, run, tmp_path, capsys):
    lab.pair("a", image=DEEP)
    assert run() == 2
    assert "no image can be used" in capsys.readouterr().err
    assert run("--write-images", "--intensity", "0", "25500") == 0
    assert (tmp_path / "out/images/train/images/a.png").is_file()
