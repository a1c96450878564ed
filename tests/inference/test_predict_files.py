"""A folder of images in, files out; stopped runs go on, and bad images are named."""

import json
import os

import cv2
import numpy as np
import pytest
import tifffile
from fake_backend import FakeBackend, draw_discs, pack_tiny_model
from run_files import files_of

from mmcsam.coco.reader import read_coco
from mmcsam.inference import Segmenter, predict_files
from mmcsam.inference.predict_files import FORMATS
from mmcsam.report import evaluate_files

COUNTS = {"a.png": 3, "b/a.bmp": 5, "b/c.tif": 0, "b/c.png": 2}


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return pack_tiny_model(tmp_path_factory.mktemp("model") / "tiny.mmcsam")


@pytest.fixture
def src(tmp_path):
    for seed, (name, count) in enumerate(COUNTS.items()):
        path = tmp_path / "src" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        assert cv2.imwrite(str(path), draw_discs(160, 120, count, seed))
    return tmp_path / "src"


@pytest.fixture
def predict(model, src, tmp_path):
    """Return a function that predicts the folder by the backend that finds every disc."""

    def call(*sources, out="out", formats=("coco", "labels"), backend=None, **settings):
        options = {
            name: settings.pop(name) for name in ("overwrite", "max_pixels") & settings.keys()
        }
        segmenter = Segmenter(model, device="cpu", **settings)
        segmenter.backend = backend or FakeBackend()
        return predict_files(segmenter, sources or [src], tmp_path / out, formats, **options)

    return call


def test_every_format(predict, src, tmp_path):
    report = predict(formats=FORMATS)
    out = tmp_path / "out"
    assert (report.images, report.cells, report.problems) == (4, 10, [])
    written = {name for name in files_of(out) if not name.startswith(".parts")}
    assert written == {
        *("instances.json", "cells.csv"),
        *(f"labels/{name}.tif" for name in ("a", "b/a", "b/c.tif", "b/c.png")),
        *(f"imagej/{name}.zip" for name in ("a", "b/a", "b/c.png")),
        *(f"qupath/{name}.geojson" for name in ("a", "b/a", "b/c.tif", "b/c.png")),
        *(f"overlay/{name}.png" for name in ("a", "b/a", "b/c.tif", "b/c.png")),
    }
    for name, label_file in (("a.png", "a"), ("b/a.bmp", "b/a"), ("b/c.png", "b/c.png")):
        labels = tifffile.imread(out / f"labels/{label_file}.tif")
        assert labels.max() == COUNTS[name]
        image = cv2.imread(str(src / name), cv2.IMREAD_GRAYSCALE)
        assert np.array_equal(labels > 0, image > 127)
    coco = read_coco(out / "instances.json")
    assert [image.file_name for image in coco.images] == ["a.png", "b/a.bmp", "b/c.png", "b/c.tif"]
    assert [len(image.instances) for image in coco.images] == [3, 5, 2, 0]
    assert len((out / "cells.csv").read_text().splitlines()) == 11
    assert sorted(path.name for path in src.rglob("*.*")) == ["a.bmp", "a.png", "c.png", "c.tif"]


def test_record(predict, tmp_path, model):
    predict(score_threshold=0.25)
    content = json.loads((tmp_path / "out/run.json").read_text())
    assert content["finished"] is True
    assert content["settings"]["score_threshold"] == 0.25
    assert len(content["settings"]["model"]["sha256"]) == 64
    assert content["images"]["b/a"]["cells"] == 5
    assert content["images"]["b/a"]["width"] == 160
    assert content["images"]["b/a"]["seconds"] >= 0
    assert content["left_out"] == {}


def test_two_runs_give_the_same_bytes(predict, tmp_path):
    predict(formats=FORMATS)
    predict(formats=FORMATS, out="again")
    assert files_of(tmp_path / "out") == files_of(tmp_path / "again")


@pytest.mark.parametrize("images", [0, 1, 3])
def test_a_stopped_run_goes_on(predict, images, tmp_path):
    class Stops(FakeBackend):
        def detect(self, data, area=1.0):
            if len(self.windows) == images:
                raise KeyboardInterrupt
            return super().detect(data, area)

    with pytest.raises(KeyboardInterrupt):
        predict(formats=FORMATS, backend=Stops())
    rest = FakeBackend()
    report = predict(formats=FORMATS, backend=rest)
    assert report.found_done == images
    assert len(rest.windows) == 4 - images
    predict(formats=FORMATS, out="undisturbed")
    assert files_of(tmp_path / "out") == files_of(tmp_path / "undisturbed")


def test_other_settings(predict, tmp_path):
    predict()
    before = files_of(tmp_path / "out")
    with pytest.raises(ValueError, match="another model or other settings.*--overwrite"):
        predict(score_threshold=0.7)
    assert files_of(tmp_path / "out") == before
    assert predict(score_threshold=0.7, overwrite=True).found_done == 0


def test_what_cannot_be_used_is_named_and_the_rest_goes_on(predict, src, tmp_path):
    (src / "empty.png").write_bytes(b"")
    (src / "text.png").write_text("this is no image")
    (src / "cut.png").write_bytes((src / "a.png").read_bytes()[:60])
    tifffile.imwrite(src / "deep.tif", np.zeros((20, 30), np.uint16))
    tifffile.imwrite(src / "pages.tif", np.zeros((4, 20, 30), np.uint8), photometric="minisblack")
    os.mkfifo(src / "fifo.png")
    (src / "loop.png").symlink_to(src / "loop.png")
    (src / "name with\nline and ünicode.png").write_bytes((src / "a.png").read_bytes())
    report = predict()
    assert report.images == 5
    left_out = {problem.file: problem.found for problem in report.problems}
    assert set(left_out) == {
        *("empty.png", "text.png", "cut.png", "deep.tif", "pages.tif", "fifo.png", "loop.png"),
    }
    assert "uint16" in left_out["deep.tif"]
    record = json.loads((tmp_path / "out/run.json").read_text())
    assert len(record["left_out"]) == 7
    # What was mended is predicted the next time.
    (src / "empty.png").write_bytes((src / "a.png").read_bytes())
    again = predict()
    assert (again.found_done, again.images, len(again.problems)) == (5, 6, 6)


def test_too_large(predict, src):
    report = predict(max_pixels=160 * 120 - 1)
    assert len(report.problems) == 4
    assert "160" in report.problems[0].found


def test_evaluation_takes_what_was_written(predict, src, tmp_path):
    """The images are known by their names, the classes too."""
    predict()
    truth = json.loads((tmp_path / "out/instances.json").read_text())
    for image in truth["images"]:
        image["id"] += 100
        image["file_name"] = f"validation/{image['file_name']}"
    for annotation in truth["annotations"]:
        annotation["image_id"] += 100
        del annotation["score"]
    truth["images"].reverse()
    (tmp_path / "truth.json").write_text(json.dumps(truth))
    predictions = [("mine", tmp_path / "out/instances.json")]
    run = evaluate_files(tmp_path / "truth.json", predictions, resamples=2)
    values = run.models[0].evaluation.values()
    assert (values["AP"], values["PQ"], values["missed"]) == (1.0, 1.0, 0.0)


def test_unknown_format(predict):
    with pytest.raises(ValueError, match="formats must be one or more of"):
        predict(formats=("bmp",))


def test_another_image_of_the_same_name(predict, src, tmp_path):
    """Of another folder, or changed since: it is predicted, and what was there is not taken."""
    predict()
    (tmp_path / "other").mkdir()
    assert cv2.imwrite(str(tmp_path / "other/a.png"), draw_discs(160, 120, 6, seed=9))
    assert predict(tmp_path / "other").found_done == 0
    (image,) = read_coco(tmp_path / "out/instances.json").images
    assert (image.file_name, len(image.instances)) == ("a.png", 6)
    report = predict()
    assert (report.found_done, report.cells) == (3, 10)
