import json
import zipfile

import pytest
from web_project import CLASSES, draw_images, found

from mmcsam.coco.reader import read_coco
from mmcsam.web.project.project import Project
from mmcsam.web.results import exports as module
from mmcsam.web.results.exports import FORMATS, export_cells, find_export
from mmcsam.web.results.measurement_table import MeasurementTable


@pytest.fixture
def project(tmp_path):
    images = draw_images(tmp_path / "scans", "a.png", "b.png", "sub/c.png")
    (images / "bad.png").write_bytes(b"no")
    opened = Project.open(tmp_path / "project", images, CLASSES)
    names = {entry.name: entry.id for entry in opened.entries()}
    opened.set_prediction(names["a.png"], found((0, 0, 9, 9), labels=[1]), "0" * 12)
    opened.set_prediction(names["sub/c.png"], found((0, 0, 9, 9), (20, 0, 5, 5)), "0" * 12)
    yield opened
    opened.close()


def export(project, formats=FORMATS):
    ids = [entry.id for entry in project.entries()]
    return export_cells(project, MeasurementTable(project), formats, ids)


def test_every_format(project, tmp_path):
    done = export(project)
    assert done.files == [
        "cells.csv",
        *("imagej/a.zip", "imagej/sub/c.zip", "instances.json"),
        *("labels/a.tif", "labels/sub/c.tif", "qupath/a.geojson", "qupath/sub/c.geojson"),
    ]
    assert {name for name, _ in done.left_out} == {"b.png", "bad.png"}
    with zipfile.ZipFile(done.path) as packed:
        assert packed.testzip() is None and sorted(packed.namelist()) == done.files
        packed.extractall(tmp_path / "out")
    coco = read_coco(tmp_path / "out/instances.json")
    assert [len(image.instances) for image in coco.images] == [1, 2]
    assert coco.images[0].instances[0].category == "other"
    assert len((tmp_path / "out/cells.csv").read_text().splitlines()) == 4
    geo = json.loads((tmp_path / "out/qupath/sub/c.geojson").read_text())
    assert len(geo["features"]) == 2


def test_found_by_its_name_alone(project):
    done = export(project, ["csv"])
    assert find_export(project, done.path.name) == done.path
    for name in ("../../project.json", "cells-.zip", str(done.path)):
        with pytest.raises(FileNotFoundError, match="no such export"):
            find_export(project, name)


def test_only_the_latest_are_kept(project, monkeypatch):
    monkeypatch.setattr(module, "_KEPT", 2)
    last = [export(project, ["csv"]).path for _ in range(4)][-1]
    kept = list((project.path / "cache/exports").iterdir())
    assert len(kept) == 2 and last in kept


def test_refusals(project, monkeypatch):
    for formats in ([], ["pdf"], ["csv", "csv"]):
        with pytest.raises(ValueError, match="formats"):
            export(project, formats)
    with pytest.raises(ValueError, match="no image to export is left"):
        export_cells(project, MeasurementTable(project), ["csv"], [])
    monkeypatch.setattr(module, "find_spec", lambda name: None)
    with pytest.raises(ValueError, match="needs tifffile"):
        export(project, ["labels"])
