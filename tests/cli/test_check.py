"""``check``, as a user types it."""

import json

import pytest
from command_calls import CommandCalls
from repository import ROOT

from mmcsam.cli import main


@pytest.fixture
def calls(tmp_path):
    return CommandCalls(tmp_path, ROOT / "configs")


def test_no_errors(calls, capsys):
    assert main("check", *calls.right("check"), "--sheet", str(calls.folder / "sheet.png")) == 0
    assert "0 errors" in capsys.readouterr().out
    assert (calls.folder / "sheet.png").stat().st_size > 0


def test_errors_are_something_left_out(calls, capsys):
    content = json.loads(calls.coco.read_text())
    content["annotations"][0]["category_id"] = 7
    calls.coco.write_text(json.dumps(content))
    assert main("check", *calls.right("check"), "--workers", "1") == 1
    assert "instances of a category that is not listed" in capsys.readouterr().out


def test_images_in_both_files(calls, capsys):
    assert main("check", *calls.right("check"), "--against", str(calls.coco)) == 1
    assert "images that are in both files" in capsys.readouterr().out


def test_all_findings(calls, capsys):
    content = json.loads(calls.coco.read_text())
    annotation = content["annotations"][0]
    content["annotations"] = [{**annotation, "id": i, "area": 0} for i in range(1, 8)]
    calls.coco.write_text(json.dumps(content))
    assert main("check", *calls.right("check"), "--all", "--workers", "1") == 1
    text = capsys.readouterr().out
    assert "more" not in text and "annotation 7: area 0" in text
