import errno

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from mmcsam.jobs.problem import UnusableFileError
from mmcsam.web.api.errors import AsciiResponse, add_error_answers, refusal
from mmcsam.web.project.errors import NoRoomError, StaleRevisionError, UnknownImageError


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (StaleRevisionError(4), 409, "revision 4"),
        (UnknownImageError(9), 404, "image 9: no such image"),
        (ValueError("x is 3, expected 4"), 422, "x is 3, expected 4"),
        (UnusableFileError("a.png", "bad", "good", "Mend it"), 422, "a.png: bad"),
        (NoRoomError("journal: full"), 507, "journal: full"),
        (OSError(errno.ENOSPC, "No space left"), 507, "No space left"),
        (OSError(errno.EIO, "damaged"), 500, "damaged"),
        (ZeroDivisionError("oops"), 500, "a fault of the program (ZeroDivisionError: oops)"),
    ],
)
def test_answers(error, status, words):
    app = FastAPI()
    add_error_answers(app)

    @app.get("/")
    def fail():
        raise error

    answer = TestClient(app, raise_server_exceptions=False).get("/")
    assert answer.status_code == status and words in answer.json()["detail"]
    assert answer.json().get("revision") == getattr(error, "revision", None)


def test_names_that_are_no_text():
    assert AsciiResponse({"name": "\udcff"}).body == b'{"name":"\\udcff"}'
    assert refusal(404, "gone", id=3).body == b'{"detail":"gone","id":3}'
