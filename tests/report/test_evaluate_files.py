"""tools/evaluate.py, from files to figures."""

import importlib.util
import json
import subprocess
import sys

import cv2
import numpy as np
import pytest
from repository import ROOT

from mmcsam.evaluation import Evaluation
from mmcsam.evaluation import default_measures as default_measures
from mmcsam.evaluation.pairs import coco_pairs
from mmcsam.structures.label_instances import label_instances

SCRIPT = ROOT / "tools" / "evaluate.py"
SPEC = importlib.util.spec_from_file_location("evaluate", SCRIPT)
evaluate = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(evaluate)


@pytest.fixture
def data(tmp_path):
    """Four images with label images of truth and prediction, and the same as COCO files."""
    rng = np.random.default_rng(0)
    images, annotations, predictions = [], [], []
    for folder in ("images", "true", "predicted"):
        (tmp_path / folder).mkdir()
    for number in range(1, 5):
        truth, guess = np.zeros((2, 40, 60), np.uint8)
        for value in range(1, number):
            left, top = 14 * value - 10, int(rng.integers(0, 28))
            truth[top : top + 10, left : left + 12] = value
            shift = int(rng.integers(0, 3))
            guess[top + shift : top + 10, left : left + 12] = value
        cv2.imwrite(str(tmp_path / f"images/{number}.png"), truth * 40)
        cv2.imwrite(str(tmp_path / f"true/{number}.png"), truth)
        cv2.imwrite(str(tmp_path / f"predicted/{number}.png"), guess)
        images.append({"id": number, "file_name": f"{number}.png", "width": 60, "height": 40})
        for labels, entries in ((truth, annotations), (guess, predictions)):
            for _, mask in label_instances(labels):
                entry = mask.annotation(1, image_id=number, score=1.0, id=len(entries) + 1)
                entries.append(entry)
    categories = [{"id": 1, "name": "cell"}]
    coco = {"images": images, "annotations": annotations, "categories": categories}
    (tmp_path / "true.json").write_text(json.dumps(coco))
    (tmp_path / "first.segm.json").write_text(json.dumps(predictions))
    (tmp_path / "second.segm.json").write_text(json.dumps(predictions[1:]))
    (tmp_path / "none.json").write_text("[]")
    return tmp_path


@pytest.fixture
def call(monkeypatch, capsys):
    """Return a function that calls the script and returns what it prints."""

    def call(*arguments):
        words = ["evaluate.py", *map(str, arguments), "--resamples", "20"]
        monkeypatch.setattr(sys, "argv", words)
        evaluate.main()
        return capsys.readouterr().out

    return call


@pytest.fixture
def refuse(call, capsys):
    """Return a function that calls the script and returns its one line of error."""

    def refuse(*arguments):
        with pytest.raises(SystemExit) as error:
            call(*arguments)
        message = str(error.value.code)
        if error.value.code == 2:
            message = capsys.readouterr().err.splitlines()[-1]
        assert "\n" not in message
        assert message.startswith("evaluate.py: ")
        return message

    return refuse


def figures(path, name):
    return json.loads(path.read_text())["models"][name]["figures"]["mean"]


def test_figures_of_coco_files(data, call):
    printed = call(data / "true.json", data / "first.segm.json", "--json", data / "f.json")
    categories, pairs = coco_pairs(data / "true.json", data / "first.segm.json")
    values = Evaluation(default_measures, categories).extend(pairs).values()
    found = figures(data / "f.json", "first")
    assert {key: entry["value"] for key, entry in found.items()} == values
    assert 0.5 < values["PQ"] < 1
    assert f"    PQ               {values['PQ']:.3f}  " in printed
    assert "4 images, 6 cells" in printed
    assert f"figures  {data / 'f.json'}" in printed


def test_label_images_equal_coco(data, call):
    call(data / "true.json", data / "first.segm.json", "--json", data / "coco.json")
    call(data / "true", data / "predicted", "--json", data / "labels.json", "--name", "first")
    assert figures(data / "coco.json", "first") == figures(data / "labels.json", "first")


def test_comparison(data, call):
    printed = call(
        *(data / "true.json", data / "first.segm.json", "--json", data / "f.json"),
        *("--compare", f"second={data / 'second.segm.json'}", f"none={data / 'none.json'}"),
    )
    content = json.loads((data / "f.json").read_text())
    assert list(content["models"]) == ["first", "second", "none"]
    assert list(content["differences"]) == ["second", "none"]
    assert content["differences"]["none"]["recall_50"]["value"] == -1
    assert content["differences"]["second"]["missed"]["value"] == 1
    assert "none less first, on the same resamples" in printed
    assert "worse" in printed


def test_report(data, call):
    printed = call(
        *(data / "true.json", data / "first.segm.json", "--report", data / "report"),
        *("--images", data / "images"),
    )
    page = data / "report" / "index.html"
    assert printed.splitlines()[-1] == f"report   {page.resolve().as_uri()}"
    text = page.read_text(encoding="utf-8")
    categories, pairs = coco_pairs(data / "true.json", data / "first.segm.json")
    values = Evaluation(default_measures, categories).extend(pairs).values()
    assert f"<b>{values['PQ']:.3f}</b>" in text
    assert "--report" in text  # the command


def test_settings_reach_the_metrics(data, call):
    for score, expected in ((0.5, 6), (1.5, 0)):
        call(
            *(data / "true.json", data / "first.segm.json", "--score-thr", score),
            *("--max-dets", 1, "--boundary", 2, "--json", data / "f.json"),
        )
        found = figures(data / "f.json", "first")
        assert found["cells_predicted"]["value"] == expected
        assert found["AR"]["value"] <= 0.5  # one of one, two and three cells an image
    settings = json.loads((data / "f.json").read_text())["settings"]
    assert settings["max_dets"] == 1
    assert settings["boundary_px"] == 2
    assert settings["resamples"] == 20


def test_missing_label_image(data, call, refuse):
    (data / "predicted" / "3.png").unlink()
    message = refuse(data / "true", data / "predicted")
    assert "3.png: no label image of that name in" in message
    assert "--allow-missing" in message
    printed = call(data / "true", data / "predicted", "--allow-missing")
    assert "note: 1 of 4 images have no prediction file" in printed


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["true.json", "nowhere.json"], "nowhere.json does not exist"),
        (["true.json", "predicted"], "one is a folder and one a file"),
        (["true.json", "true.json"], "true.json: expected a COCO result file"),
        (["first.segm.json", "first.segm.json"], "expected a COCO file"),
    ],
)
def test_unusable_files(data, refuse, arguments, expected):
    assert expected in refuse(*(data / name for name in arguments))


def test_damaged_mask(data, refuse):
    content = json.loads((data / "first.segm.json").read_text())
    content[0]["segmentation"]["counts"] = "04"
    (data / "damaged.json").write_text(json.dumps(content))
    message = refuse(data / "true.json", data / "damaged.json")
    assert f"{data / 'true.json'} and {data / 'damaged.json'}: 2.png: the predicted mask" in message
    assert "counts are damaged" in message


def test_no_images(data, refuse):
    coco = {"images": [], "annotations": [], "categories": [{"id": 1, "name": "cell"}]}
    (data / "empty.json").write_text(json.dumps(coco))
    assert "empty.json: there are no images" in refuse(data / "empty.json", data / "none.json")
    (data / "nothing").mkdir()
    assert "nothing: there are no images" in refuse(data / "nothing", data / "nothing")


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
        (["--resamples", "0"], "--resamples 0: must be 1 or more"),
        (["--images", "."], "give --report too"),
        (["--score-thr", "nan"], "--score-thr nan: must be a number"),
        (["--json", "."], "--json .: is a folder; give a file"),
        (["--report", str(SCRIPT)], "is a file; give a folder"),
        (["--report", "r", "--images", "nowhere"], "--images nowhere: no such folder"),
        (["--compare", "second"], "expected NAME=PRED, got 'second'"),
    ],
)
def test_unusable_options(options, expected):
    command = [sys.executable, "-I", "-S", SCRIPT, "a", "b", *options]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 2
    assert expected in result.stderr


def test_two_models_of_one_name(data, refuse):
    files = data / "true.json", data / "first.segm.json"
    message = refuse(*files, "--compare", f"first={data / 'none.json'}")
    assert "models need a name each, got first, first" in message
