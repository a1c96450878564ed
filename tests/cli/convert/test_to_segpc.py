"""``convert to-segpc``, as a user types it."""

import pytest
from command_calls import CommandCalls
from repository import ROOT

from mmcsam.cli import main


@pytest.fixture
def calls(tmp_path):
    return CommandCalls(tmp_path, ROOT / "configs")


def test_predictions_and_threshold(calls, capsys):
    words = calls.right("convert to-segpc")
    assert main("convert", "to-segpc", *words, "--to", "submission") == 0
    out = calls.folder / "convert_to-segpc"
    assert [path.name for path in out.glob("[!.]*")] == ["submission.txt"]
    assert all(";" in line for line in (out / "submission.txt").read_text().splitlines())
    assert main("convert", "to-segpc", *words, "--to", "submission", "--score-thr", "0.95") == 0
    assert ";" not in (out / "submission.txt").read_text()  # images alone, without cells


def test_annotations_give_the_masks_back(calls):
    out = calls.folder / "masks"
    assert main("convert", "to-segpc", str(calls.coco), "--out", str(out), "--to", "masks") == 0
    written = {path.name for path in out.rglob("*.bmp")}
    assert written == {path.name for path in (calls.tree / "train/y").iterdir()}
