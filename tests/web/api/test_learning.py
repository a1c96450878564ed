"""The page's calls about trainings."""

import pytest

pytest.importorskip("fastapi")

from fastapi import FastAPI  # noqa: E402
from fastapi.testclient import TestClient  # noqa: E402

from mmcsam.web.api.learning import make_router  # noqa: E402
from mmcsam.web.learning.trainer import TrainingRunsError  # noqa: E402

STATUS = {
    "state": "running",
    "iteration": 20,
    "of": 100,
    "seconds_left": 80.0,
    "loss": [[10.0, 0.9], [20.0, 0.8]],
    "scores": [],
    "message": "learning",
    "table": None,
    "model": None,
}


class FakeTrainer:
    """Keeps what it is asked for."""

    def __init__(self):
        self.calls, self.error, self.answer = [], None, STATUS

    def start(self, model=None):
        if self.error:
            raise self.error
        self.calls.append(model)
        return self.answer

    def status(self):
        return self.answer

    def stop(self):
        self.calls.append("stop")


@pytest.fixture
def trainer():
    return FakeTrainer()


@pytest.fixture
def client(trainer):
    app = FastAPI()
    app.include_router(make_router(trainer))
    return TestClient(app)


def test_begun_looked_at_stopped(client, trainer):
    assert client.post("/api/trainings", json={"model": "second"}).json() == STATUS
    assert client.post("/api/trainings", json={}).status_code == 200
    assert client.post("/api/trainings").status_code == 200
    assert client.get("/api/trainings/current").json() == STATUS
    assert client.delete("/api/trainings/current").json() == STATUS
    assert trainer.calls == ["second", None, None, "stop"]


def test_the_table(client, trainer):
    table = {"columns": ["figure", "old"], "rows": [["PQ", "0.5"]]}
    trainer.answer = STATUS | {"state": "finished", "table": table, "model": "new"}
    answer = client.get("/api/trainings/current").json()
    assert (answer["table"], answer["model"]) == (table, "new")


@pytest.mark.parametrize(
    ("error", "status"),
    [(TrainingRunsError("a training is running"), 409), (ValueError("no image is marked"), 422)],
)
def test_refused(client, trainer, error, status):
    trainer.error = error
    answer = client.post("/api/trainings", json={})
    assert answer.status_code == status
    assert answer.json() == {"detail": str(error)}
