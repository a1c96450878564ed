"""A folder of whatever there may be: each file is predicted, or named with the reason."""

import json
import sys

import numpy as np
import pytest
import tifffile
from fake_backend import FakeBackend, pack_tiny_model
from odd_files import DISCS, write_odd_files

from mmcsam.inference import Segmenter, predict_files
from mmcsam.inference.predict_files import FORMATS

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="other systems do not take such names"
)


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return pack_tiny_model(tmp_path_factory.mktemp("model") / "tiny.mmcsam")


def predict(model, src, out, **settings):
    segmenter = Segmenter(model, device="cpu", **settings)
    segmenter.backend = FakeBackend()
    report = predict_files(segmenter, [src], out, FORMATS)
    record = json.loads((out / "run.json").read_text())
    content = json.loads((out / "instances.json").read_text())
    names = {image["id"]: image["file_name"] for image in content["images"]}
    cells = dict.fromkeys(names.values(), 0)
    for annotation in content["annotations"]:
        cells[names[annotation["image_id"]]] += 1
    assert record["finished"] is True
    assert len(record["images"]) == len(cells)
    return cells, report


@pytest.fixture(scope="module")
def outcome(model, tmp_path_factory):
    folder = tmp_path_factory.mktemp("odd")
    expected = write_odd_files(folder / "src")
    cells, report = predict(model, folder / "src", folder / "out")
    return folder / "out", expected, cells, report


def test_every_file_is_predicted_or_named(outcome):
    _, expected, cells, report = outcome
    assert len(expected) > 60
    left_out = {problem.file: problem.found for problem in report.problems}
    shown = {
        name: name if text == name else f"{report.out.parent}/src/{text}"
        for name in expected
        for text in [name.encode("utf-8", "backslashreplace").decode()]
    }
    found = {name: cells.get(name, left_out.get(shown[name])) for name in expected}
    wrong = {
        name: (found[name], value)
        for name, value in expected.items()
        if not (found[name] == value if isinstance(value, int) else value in str(found[name]))
    }
    assert wrong == {}
    assert len(cells) + len(report.problems) == len(expected)
    assert cells.keys() & left_out.keys() == set()
    assert report.notes == []


def test_what_is_written_belongs_to_what_was_predicted(outcome):
    out, _, cells, _ = outcome
    written = {folder: list((out / folder).rglob("*.*")) for folder in ("labels", "overlay")}
    for folder, paths in written.items():
        assert len([path for path in paths if path.is_file()]) == len(cells), folder
    labels = [tifffile.imread(path) for path in written["labels"] if path.is_file()]
    assert sum(int(image.max()) for image in labels) == sum(cells.values())
    assert len((out / "cells.csv").read_text().splitlines()) >= 1 + sum(cells.values())


def test_the_report_can_be_printed(outcome):
    str(outcome[-1]).encode("utf-8", "strict")


def test_with_a_range_deep_images_have_cells(model, tmp_path):
    src = tmp_path / "src"
    src.mkdir()
    deep = DISCS.astype(np.float32) * 4
    tifffile.imwrite(src / "a.tif", deep.astype(np.uint16))
    tifffile.imwrite(src / "b.tif", deep)
    np.save(src / "c.npy", deep.astype(np.int64))
    deep[0, 0] = np.nan
    tifffile.imwrite(src / "nan.tif", deep)
    cells, report = predict(model, src, tmp_path / "out", intensity=(0.0, 1020.0))
    assert cells == {"a.tif": 2, "b.tif": 2, "c.npy": 2}
    assert [problem.file for problem in report.problems] == ["nan.tif"]


def test_images_of_one_name_from_several_folders(model, tmp_path):
    """As a pattern over plates gives them."""
    for plate, pixels in (("plate1", DISCS), ("plate2", DISCS[:, :30]), ("plate3", DISCS * 0)):
        (tmp_path / plate).mkdir()
        tifffile.imwrite(tmp_path / plate / "1.tif", pixels)
    cells, report = predict(model, f"{tmp_path}/plate?/1.tif", tmp_path / "out")
    assert cells == {"plate1/1.tif": 2, "plate2/1.tif": 1, "plate3/1.tif": 0}
    assert (tmp_path / "out/labels/plate2/1.tif").is_file()
    assert report.problems == []
