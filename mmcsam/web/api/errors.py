"""Errors as answers: a status and what is wrong, in words."""

import json
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from mmcsam.jobs.problem import UnusableFileError
from mmcsam.web.project.errors import StaleRevisionError, UnknownImageError, is_without_room


class AsciiResponse(JSONResponse):
    """JSON in ASCII: a file's name need not be text."""

    def render(self, content: Any) -> bytes:
        """Return the content as JSON."""
        return json.dumps(content, separators=(",", ":"), allow_nan=False).encode("ascii")


def refusal(status: int, error: object, **more: object) -> AsciiResponse:
    """Return an answer that says what is wrong.

    Args:
        status: Of HTTP.
        error: What is wrong, what was expected and the cure.
        more: Further values of the answer.
    """
    return AsciiResponse({"detail": str(error), **more}, status)


def add_error_answers(app: FastAPI) -> None:
    """Have an app answer errors in words.

    404 for what is not there, 409 for an old revision, 422 for what does not fit, 507 for a full
    disk, 500 for all else.
    """

    @app.exception_handler(HTTPException)
    def told(_: Request, error: HTTPException) -> AsciiResponse:
        return refusal(error.status_code, error.detail)

    @app.exception_handler(RequestValidationError)
    def misformed(_: Request, error: RequestValidationError) -> AsciiResponse:
        return refusal(422, "; ".join(map(_in_words, error.errors()[:3])))

    @app.exception_handler(StaleRevisionError)
    def stale(_: Request, error: StaleRevisionError) -> AsciiResponse:
        return refusal(409, error, revision=error.revision)

    @app.exception_handler(UnknownImageError)
    def unknown(_: Request, error: UnknownImageError) -> AsciiResponse:
        return refusal(404, error)

    @app.exception_handler(ValueError)
    def unfit(_: Request, error: ValueError) -> AsciiResponse:
        return refusal(422, error)

    @app.exception_handler(OSError)
    def unwritten(_: Request, error: OSError) -> AsciiResponse:
        if is_without_room(error):
            return refusal(507, error)
        return refusal(500, error)

    @app.exception_handler(Exception)
    def ours(_: Request, error: Exception) -> AsciiResponse:
        return refusal(
            500,
            f"a fault of the program ({type(error).__name__}: {error!s:.200}); nothing was "
            "changed; the terminal shows more",
        )

    # Of two that fit, the handler of the nearer class is taken: this one is both.
    app.add_exception_handler(UnusableFileError, unfit)  # type: ignore[arg-type]


def _in_words(error: Any) -> str:
    place = ".".join(str(part) for part in error["loc"] if part != "body")
    given = "" if isinstance(error.get("input"), dict) else f", got {error.get('input')!r:.60}"
    return f"{place or 'the body'}: {error['msg']}{given}"
