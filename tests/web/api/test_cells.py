import numpy as np
import pytest
from web_project import Page, found, rectangle

from mmcsam.web.project import journal as journal_module
from mmcsam.web.project.project import Project


@pytest.fixture
def page(tmp_path):
    made = Page(tmp_path)
    yield made
    made.project.close()


def test_opening_an_image_predicts_it_first(page, tmp_path):
    from fake_backend import pack_tiny_model

    assert page.calls.get("/api/images/1/cells").json()["cells"] == []
    assert page.predictor.asked == []  # no model is chosen
    page.project.choose_model("tiny", pack_tiny_model(tmp_path / "tiny.mmcsam"))
    page.calls.get("/api/images/1/cells")
    assert page.predictor.asked == [([1], True)]
    page.predicted((0, 0, 9, 9))
    page.calls.get("/api/images/1/cells")
    assert len(page.predictor.asked) == 1


def test_edit_undo_redo_and_a_restart(page):
    page.predicted((10, 10, 10, 10), (30, 10, 20, 20))
    answer = page.edit(kind="split", cell=2, stroke=[40, 0, 40, 40])
    assert answer.status_code == 200
    body = answer.json()
    assert (body["revision"], body["removed"], body["undo"], body["redo"]) == (2, [2], 1, 0)
    assert [(cell["id"], cell["origin"]) for cell in body["added"]] == [(3, "hand"), (4, "hand")]
    undone = page.calls.post("/api/images/1/undo", json={"revision": 2}).json()
    assert sorted(undone["removed"]) == [3, 4] and undone["added"][0]["id"] == 2
    assert (undone["undo"], undone["redo"]) == (0, 1)
    page.project.close()
    page.project = Project.open(page.project.path)
    state, change = page.project.redo(1, 3)
    assert change.removed == (2,) and list(state.cells) == [1, 3, 4]


def test_two_tabs(page):
    page.predicted((10, 10, 10, 10))
    assert page.edit(kind="delete", cells=[1], revision=1).status_code == 200
    late = page.edit(kind="delete", cells=[1], revision=1)
    assert late.status_code == 409 and late.json()["revision"] == 2
    assert page.calls.post("/api/images/1/undo", json={"revision": 1}).status_code == 409


def test_what_does_not_fit_is_told(page):
    page.predicted((10, 10, 10, 10))
    for edit in (
        {"kind": "delete", "cells": [9]},
        {"kind": "merge", "cells": [1]},
        {"kind": "class", "cells": [1], "class": 7},
        {"kind": "draw", "class": 0, "outline": [1, 2, 3]},
        {"kind": "split", "cell": 1, "stroke": [0, 0, 1, 1]},
        {"kind": "paint"},
    ):
        answer = page.edit(**edit)
        assert answer.status_code == 422 and isinstance(answer.json()["detail"], str), edit
    assert page.project.state(1).revision == 1
    assert page.edit(image=9, revision=0, kind="clear").status_code == 404
    assert page.calls.post("/api/images/1/redo", json={"revision": 1}).status_code == 422


def test_full_disk(page, monkeypatch):
    page.predicted((10, 10, 10, 10))

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(journal_module.os, "write", full)
        answer = page.edit(kind="delete", cells=[1])
    assert answer.status_code == 507 and "nothing was changed" in answer.json()["detail"]
    assert page.calls.get("/api/images/1/cells").json()["revision"] == 1
    assert page.edit(kind="delete", cells=[1]).status_code == 200


def test_the_guide_draws_in_a_box(page):
    answer = page.edit(kind="outline_in_box", box=[2, 3, 5, 4], **{"class": 1}).json()
    assert answer["added"][0]["box"] == [2, 3, 5, 4] and answer["added"][0]["class"] == 1
    page.predictor.outline = RuntimeError("the worker has died, and is started anew")
    lost = page.edit(kind="outline_in_box", box=[2, 3, 5, 4])
    assert lost.status_code == 503 and "started anew" in lost.json()["detail"]
    page.predictor.outline = ValueError("the box lies outside, expected one in the image")
    assert page.edit(kind="outline_in_box", box=[900, 3, 5, 4]).status_code == 422


def test_clearing_nothing_changes_nothing(page):
    assert page.edit(kind="clear").json()["revision"] == 0


def test_only_what_is_in_view_is_sent(page):
    """Of 5,000 cells, those that touch the box."""
    size = (4000, 2000)
    boxes = [(40 * (i % 100), 40 * (i // 100), 10, 10) for i in range(5000)]
    assert rectangle(*boxes[0], size).image_size == size
    page.project.set_prediction(1, found(*boxes, size=size), "0" * 12)
    answer = page.calls.get("/api/images/1/cells?box=1000,500,200,120&step=1").json()
    seen = np.array([cell["box"] for cell in answer["cells"]])
    assert len(seen) == 15
    assert (seen[:, 0] + 10 > 1000).all() and (seen[:, 0] < 1200).all()
    assert len(page.calls.get("/api/images/1/cells?step=16").json()["cells"]) == 5000
    for query in ("box=1,2,3", "box=a,b,c,d", "step=0", "step=x"):
        assert page.calls.get(f"/api/images/1/cells?{query}").status_code == 422
