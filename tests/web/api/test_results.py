import io
import zipfile

import pytest
from web_project import Page


@pytest.fixture
def page(tmp_path):
    made = Page(tmp_path)
    made.predicted((0, 0, 10, 10), (20, 0, 5, 5), scores=[0.9, 0.2], labels=[1, 0])
    yield made
    made.project.close()


def test_measurements(page):
    table = page.calls.get("/api/images/1/measurements").json()
    names = [column["name"] for column in table["columns"]]
    [row] = table["rows"]
    assert (row[names.index("area_px")], row[names.index("class")]) == (100, "other")
    assert {"name": "area_px", "unit": "px"} in table["columns"]
    assert page.calls.get("/api/images/9/measurements").status_code == 404
    text = page.calls.get("/api/measurements.csv")
    assert text.headers["content-type"].startswith("text/csv")
    assert text.text.splitlines()[0].split(",") == names and len(text.text.splitlines()) == 2


def test_summary(page):
    summary = page.calls.get("/api/summary").json()
    assert summary["total"]["counts"] == [0, 1] and summary["total"]["percent"] == [0.0, 100.0]


def test_export(page):
    page.calls.put("/api/images/1/finished", json={"finished": True})
    for images in ("all", "finished", [1]):
        call = {"formats": ["coco", "csv"], "images": images}
        done = page.calls.post("/api/exports", json=call).json()
        assert done["files"] == ["cells.csv", "instances.json"]
        packed = page.calls.get(done["url"])
        assert packed.headers["content-type"] == "application/zip"
        assert zipfile.ZipFile(io.BytesIO(packed.content)).namelist() == done["files"]
    assert (page.project.path / "instances.json").is_file()


@pytest.mark.parametrize(
    ("call", "status"),
    [
        ({"formats": ["pdf"]}, 422),
        ({"formats": []}, 422),
        ({"formats": ["csv"], "images": [9]}, 404),
        ({"formats": ["csv"], "images": "finished"}, 422),
    ],
)
def test_refused(page, call, status):
    answer = page.calls.post("/api/exports", json=call)
    assert answer.status_code == status and answer.json()["detail"]


def test_no_other_file_is_given(page):
    for name in ("..%2F..%2Fproject.json", "%2Fetc%2Fpasswd", "cells-x.zip"):
        assert page.calls.get(f"/api/exports/{name}").status_code == 404
