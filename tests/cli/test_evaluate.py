"""``evaluate``, as a user types it."""

import json
import sys

import pytest
from evaluation_files import write_evaluation_files

from mmcsam.cli import main
from mmcsam.evaluation import Evaluation, default_measures
from mmcsam.evaluation.pairs import coco_pairs


@pytest.fixture
def data(tmp_path):
    write_evaluation_files(tmp_path)
    return tmp_path


@pytest.fixture
def call(capsys):
    """Return a function that calls the command and returns what it prints."""

    def call(*arguments):
        assert main("evaluate", *map(str, arguments), "--resamples", "20") == 0
        return capsys.readouterr().out

    return call


@pytest.fixture
def refuse(capsys):
    """Return a function that calls the command and returns its one line of error."""

    def refuse(*arguments):
        try:
            code = main("evaluate", *map(str, arguments))
        except SystemExit as end:  # wrong usage
            code = end.code
        printed = capsys.readouterr()
        assert (code, printed.out) == (2, "")
        message = printed.err.splitlines()[-1]
        assert "error: " in message
        return message

    return refuse


def values_of(data):
    categories, pairs = coco_pairs(data / "true.json", data / "first.segm.json")
    return Evaluation(default_measures, categories).extend(pairs).values()


def test_table_and_figures(data, call):
    printed = call(data / "true.json", data / "first.segm.json", "--json", data / "f.json")
    values = values_of(data)
    content = json.loads((data / "f.json").read_text())
    found = content["models"]["first"]["figures"]["mean"]
    assert {key: entry["value"] for key, entry in found.items()} == values
    rows = [line.split() for line in printed.splitlines()]
    assert ["PQ", f"{values['PQ']:.3f}"] in [row[:2] for row in rows]
    assert "4 images, 6 cells" in printed
    assert f"figures  {data / 'f.json'}" in printed


def test_name_and_comparison(data, call):
    printed = call(
        *(data / "true.json", data / "first.segm.json", "--json", data / "f.json"),
        *("--name", "mine", "--compare", f"second={data / 'second.segm.json'}"),
        f"none={data / 'none.json'}",
    )
    content = json.loads((data / "f.json").read_text())
    assert list(content["models"]) == ["mine", "second", "none"]
    assert list(content["differences"]) == ["second", "none"]
    assert content["differences"]["none"]["recall_50"]["value"] == -1
    assert content["differences"]["second"]["missed"]["value"] == 1
    assert "none less mine, on the same resamples" in printed
    assert "worse" in printed


def test_report(data, call, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["mmcsam/__main__.py", "evaluate", "it", "--report", "here"])
    printed = call(
        *(data / "true.json", data / "first.segm.json", "--report", data / "report"),
        *("--images", data / "images"),
    )
    page = data / "report" / "index.html"
    assert printed.splitlines()[-1] == f"report   {page.resolve().as_uri()}"
    text = page.read_text(encoding="utf-8")
    assert f"<b>{values_of(data)['PQ']:.3f}</b>" in text
    assert "python -m mmcsam evaluate it --report here" in text  # the command


def test_settings(data, call):
    call(
        *(data / "true.json", data / "first.segm.json", "--score-thr", 1.5),
        *("--max-dets", 1, "--boundary", 2, "--json", data / "f.json"),
    )
    settings = json.loads((data / "f.json").read_text())["settings"]
    assert settings["score_thr"] == 1.5
    assert settings["max_dets"] == 1
    assert settings["boundary_px"] == 2
    assert settings["resamples"] == 20


@pytest.mark.parametrize("option", ["--json", "--report"])
def test_nothing_is_written_over(data, call, refuse, option):
    """Neither what is read nor what others wrote; before minutes of work, not behind them."""
    files = data / "true.json", data / "first.segm.json"
    before = [path.read_bytes() for path in files]
    for path in files:
        assert f"{path.name}: it is read by this run" in refuse(
            *files, "--json", path, "--overwrite"
        )
    assert [path.read_bytes() for path in files] == before
    other = data / "other/index.html"
    other.parent.mkdir()
    other.write_text("my page")
    words = [*files, option, other if option == "--json" else other.parent]
    assert "index.html: there is such a file already" in refuse(*words)
    assert other.read_text() == "my page"
    call(*words, "--overwrite")
    call(*words)  # now it is this program's
    assert other.read_text() != "my page"


def test_missing_label_image(data, call, refuse):
    (data / "predicted" / "3.png").unlink()
    message = refuse(data / "true", data / "predicted")
    assert "3.png: no label image of that name in" in message
    assert "--allow-missing" in message
    printed = call(data / "true", data / "predicted", "--allow-missing")
    assert "note: 1 of 4 images have no prediction file" in printed


def test_no_images_for_the_report(data, refuse):
    (data / "images" / "2.png").unlink()
    files = data / "true.json", data / "first.segm.json"
    pages = ("--report", data / "report", "--images", data / "images")
    assert "2.png: no such image" in refuse(*files, *pages, "--json", data / "f.json")
    assert not (data / "report").exists()
    assert not (data / "f.json").exists()


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--resamples", "0"], "--resamples: 0 must be 1 or more"),
        (["--images", "."], "give --report too"),
        (["--score-thr", "nan"], "--score-thr: nan must be a number"),
        (["--json", "."], "--json .: is a folder; give a file"),
        (["--report", __file__], "is a file; give a folder"),
        (["--report", "r", "--images", "nowhere"], "--images nowhere: no such folder"),
        (["--compare", "second"], "expected NAME=PRED, got 'second'"),
    ],
)
def test_unusable_options(refuse, options, expected):
    assert expected in refuse("a", "b", *options)
