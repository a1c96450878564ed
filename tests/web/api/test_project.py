import pytest
from fake_backend import pack_tiny_model
from web_project import CLASSES, Page

from mmcsam.version import __version__


@pytest.fixture
def page(tmp_path):
    made = Page(tmp_path)
    yield made
    made.project.close()


def test_show_and_change(page):
    shown = page.calls.get("/api/project").json()
    assert (shown["name"], shown["version"], shown["model"]) == ("scans", __version__, None)
    assert [one["name"] for one in shown["classes"]] == list(CLASSES)
    changed = page.calls.patch("/api/project", json={"threshold": 0.3, "cell_width": 40}).json()
    assert (changed["threshold"], changed["cell_width"]) == (0.3, 40)
    again = page.calls.patch("/api/project", json={"cell_width": None}).json()
    assert (again["threshold"], again["cell_width"]) == (0.3, None)
    names = page.calls.patch("/api/project", json={"classes": [*CLASSES, "new"]}).json()
    assert names["classes"][2] == {"id": 2, "name": "new"}


@pytest.mark.parametrize(
    "change",
    [{"threshold": 2}, {"cell_width": 0}, {"model": "none"}, {"classes": ["x"]}, {"colour": 1}],
)
def test_refused(page, change):
    before = page.calls.get("/api/project").json()
    answer = page.calls.patch("/api/project", json=change)
    assert answer.status_code == 422 and isinstance(answer.json()["detail"], str)
    assert page.calls.get("/api/project").json() == before


def test_choosing_a_model_brings_its_classes(page):
    (page.project.path / "models").mkdir()
    pack_tiny_model(page.project.path / "models/tiny.mmcsam")
    shown = page.calls.patch("/api/project", json={"model": "tiny"}).json()
    assert shown["model"] == "tiny" and shown["classes"][2]["name"] == "cell"
