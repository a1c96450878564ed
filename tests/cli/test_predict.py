"""``predict``, as a user types it."""

import json

import pytest
from command_calls import CommandCalls
from repository import ROOT

from mmcsam.cli import main


@pytest.fixture(scope="module")
def calls(tmp_path_factory):
    calls = CommandCalls(tmp_path_factory.mktemp("calls"), ROOT / "configs")
    assert main("pack", *calls.right("pack")) == 0
    return calls


def call(calls, tmp_path, *words):
    sources = [
        str(calls.tree / "train/x"),
        "--model",
        str(calls.packed),
        "--out",
        str(tmp_path / "out"),
    ]
    return main("predict", *sources, *map(str, words))


def test_good(calls, tmp_path, capsys):
    assert call(calls, tmp_path, "--score-threshold", 0, "--format", "coco", "csv", "overlay") == 0
    printed = capsys.readouterr().out
    assert "left out: 0" in printed
    assert f"written: {tmp_path / 'out/instances.json'}" in printed
    content = json.loads((tmp_path / "out/instances.json").read_text())
    assert len(content["images"]) == 2
    assert (tmp_path / "out/cells.csv").is_file()
    assert call(calls, tmp_path, "--score-threshold", 0, "--format", "coco", "csv", "overlay") == 0
    assert "of an earlier run    2" in capsys.readouterr().out


def test_config_and_checkpoint_give_the_same(calls, tmp_path):
    assert call(calls, tmp_path, "--score-threshold", 0) == 0
    words = [str(calls.tree / "train/x"), "--model", str(calls.detector)]
    words += ["--checkpoint", str(calls.weights)]
    out = str(tmp_path / "other")
    assert main("predict", *words, "--out", out, "--score-threshold", "0") == 0
    one, other = (tmp_path / name / "instances.json" for name in ("out", "other"))
    assert one.read_bytes() == other.read_bytes()


def test_what_is_left_out_is_listed(calls, tmp_path, capsys):
    assert call(calls, tmp_path, "--max-megapixels", 0.001) == 1
    printed = capsys.readouterr().out
    assert "left out: 2" in printed


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["--tile", 100], "tile is 100"),
        (["--cell-width", 50], "the model does not know its cell width"),
        (["--format", "bmp"], "invalid choice"),
    ],
)
def test_wrong_settings(words, text, calls, tmp_path, capsys):
    code = call(calls, tmp_path, *words)
    printed = capsys.readouterr()
    assert text in printed.err + printed.out
    assert code == (1 if "width" in text else 2)


def test_a_config_needs_its_checkpoint(calls, tmp_path, capsys):
    words = [str(calls.tree), "--model", str(calls.detector), "--out", str(tmp_path / "out")]
    assert main("predict", *words) == 2
    assert "a config needs its checkpoint" in capsys.readouterr().err
