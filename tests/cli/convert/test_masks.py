"""``convert masks``, as a user types it."""

import json
import os

import numpy as np
import pytest
from disc_labels import SHAPE, discs
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


def test_background_and_ignored_values(lab, run, tmp_path, capsys):
    labels = discs()
    lab.pair("a", np.where(labels == 0, 200, labels).astype(np.uint8), np.zeros(SHAPE, np.uint8))
    assert run("--background", "white") == 2
    assert "error: the background is 'white'; expected a value" in capsys.readouterr().err
    assert run("--background", "200", "--ignore", "3", "5") == 0
    content = json.loads((tmp_path / "out/instances_train.json").read_text())
    assert len(content["annotations"]) == labels.max() - 2


def test_a_negative_value_to_be_ignored(lab, run, tmp_path):
    labels = discs().astype(np.int16)
    lab.write("images/a.png", np.zeros(SHAPE, np.uint8))
    lab.write("masks/a.npy", np.where(labels == 2, -1, labels))
    assert run() == 2
    assert run("--ignore", "-1") == 0
    content = json.loads((tmp_path / "out/instances_train.json").read_text())
    assert len(content["annotations"]) == labels.max() - 1


def test_names_of_folders(lab, run, tmp_path):
    labels = discs()
    for name in "ab":
        lab.write(f"raw/{name}.png", np.zeros(SHAPE, np.uint8))
        lab.write(f"truth/{name}.png", labels)
    assert run() == 2
    assert run("--image-folders", "raw", "--mask-folders", "truth", "annotation") == 0
    content = json.loads((tmp_path / "out/instances_train.json").read_text())
    assert len(content["annotations"]) == 2 * labels.max()


def test_overwriting(lab, run, tmp_path, capsys):
    lab.pair("a")
    (tmp_path / "out").mkdir()
    (tmp_path / "out/instances_train.json").write_text("{}")
    assert run() == 2
    assert "instances_train.json: there is such a file already" in capsys.readouterr().err
    assert run("--overwrite") == 0
    assert run() == 0


@pytest.mark.parametrize("name", [b"\xff", b"\xe9 \x80"])
def test_names_that_are_not_utf_8(lab, run, capsys, name):
    lab.pair("a")
    lab.write(f"images/{os.fsdecode(name)}.png", b"no image")
    lab.write(f"masks/{os.fsdecode(name)}.png", b"no mask")
    assert run() == 1
    shown = os.fsdecode(name).encode("utf-8", "backslashreplace").decode()
    assert f"images/{shown}.png: OpenCV cannot decode it" in capsys.readouterr().out
