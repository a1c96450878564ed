"""``convert yeast``, as a user types it."""

import pytest
from yeast_tensors import Yeast

from mmcsam.cli import main


@pytest.fixture
def run(tmp_path):
    yeast = Yeast(tmp_path / "data")
    yeast.sample("1")

    def call(*words):
        out = ["--out", str(tmp_path / "out"), "--workers", "1"]
        return main("convert", "yeast", str(tmp_path / "data"), *out, *words)

    return call


def test_classes_and_intensities(run, tmp_path, capsys):
    assert run("--classes", "cell=1", "trap=0", "--intensity", "-2", "3") == 0
    printed = capsys.readouterr().out
    assert "-2 as 0 and 3 as 255" in printed
    text = (tmp_path / "out/instances_train.json").read_text()
    assert '[{"id": 1, "name": "cell"}, {"id": 2, "name": "trap"}]' in text


def test_skips(run, tmp_path, capsys):
    (tmp_path / "data/train/instances/2.pt").write_bytes(b"")
    assert run() == 1
    assert "train/instances/2.pt: there is no image for it" in capsys.readouterr().out
    assert run("--allow-skips") == 0


def test_a_class_map_that_is_none(run, capsys):
    assert run("--classes", "cell") == 2
    assert capsys.readouterr().err.startswith("error: ")
