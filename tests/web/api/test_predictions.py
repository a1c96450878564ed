"""The page's calls about predictions."""

import pytest

pytest.importorskip("fastapi")

import numpy as np  # noqa: E402
from fake_project import FakeProject  # noqa: E402
from fastapi import FastAPI  # noqa: E402
from fastapi.testclient import TestClient  # noqa: E402

from mmcsam.inference.cells import Cell, Cells  # noqa: E402
from mmcsam.structures.instance_mask import InstanceMask  # noqa: E402
from mmcsam.web.api.predictions import make_router  # noqa: E402

STATUS = {
    "waiting": [1],
    "current": 0,
    "part": 1,
    "parts": 4,
    "done": 2,
    "of": 4,
    "seconds_left": 12.5,
    "worker": "ready",
    "message": "",
}


class FakePredictor:
    """Keeps what it is asked for."""

    def __init__(self, answer=None):
        self.calls, self.answer = [], answer

    def submit(self, ids, first=False, model=None):
        self.calls.append((list(ids), first, model))

    def stop(self):
        self.calls.append("stop")

    def status(self):
        return STATUS

    def compare(self, image_id, model):
        if image_id > 1:
            raise KeyError(image_id)
        if model != "second":
            raise ValueError(f"no model {model!r}, expected another")
        return self.answer


@pytest.fixture
def predictor():
    return FakePredictor()


@pytest.fixture
def client(tmp_path, predictor):
    project = FakeProject(tmp_path, ["a.png", "b.png"])
    project.models["second"] = tmp_path / "second.mmcsam"
    app = FastAPI()
    app.include_router(make_router(predictor, project))
    return TestClient(app)


def test_all_images_or_some(client, predictor):
    assert client.post("/api/predictions", json={"images": "all"}).json() == STATUS
    client.post("/api/predictions", json={"images": [1], "model": "second"})
    assert predictor.calls == [([0, 1], False, None), ([1], False, "second")]
    assert client.get("/api/predictions").json() == STATUS
    assert client.delete("/api/predictions").json() == STATUS
    assert predictor.calls[-1] == "stop"


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"images": [7]}, 404, "image 7: no such image"),
        ({"images": [0], "model": "third"}, 422, "no model 'third'"),
        ({"images": "some"}, 422, "images"),
        ({}, 422, "images"),
    ],
)
def test_refused(client, predictor, body, status, words):
    answer = client.post("/api/predictions", json=body)
    assert answer.status_code == status
    assert words in answer.text
    assert predictor.calls == []


def test_comparison(client, predictor):
    address = "/api/images/0/comparison"
    assert client.get(address, params={"model": "second"}).status_code == 202
    mask = InstanceMask(np.ones((2, 3), np.uint8), 4, 5, (20, 10))
    predictor.answer = Cells((Cell(mask, 0.75, 1),), ("cell", "other"), 20, 10)
    assert client.get(address, params={"model": "second"}).json() == {
        "model": "second",
        "classes": ["cell", "other"],
        "cells": [
            {
                "id": 1,
                "class": 1,
                "score": 0.75,
                "origin": "model",
                "box": [4, 5, 3, 2],
                "area": 6,
                "outline": [[4, 5, 7, 5, 7, 7, 4, 7]],
            }
        ],
    }
    assert client.get("/api/images/9/comparison", params={"model": "second"}).status_code == 404
    assert client.get(address, params={"model": "third"}).status_code == 422
    assert client.get(address).status_code == 422
