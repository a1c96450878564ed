"""The page and its calls, put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from mmcsam.version import __version__
from mmcsam.web.images.tile_server import TileServer
from mmcsam.web.learning.trainer import Trainer
from mmcsam.web.prediction.predictor import Predictor
from mmcsam.web.project.project import Project
from mmcsam.web.results.measurement_table import MeasurementTable
from mmcsam.web.safety.guard import Guard
from mmcsam.web.uploads.upload_limits import UploadLimits

from . import cells, events, images, learning, models, page, predictions, project, results
from .errors import AsciiResponse, add_error_answers
from .services import Services


def make_app(
    opened: Project,
    predictor: Predictor,
    trainer: Trainer,
    *,
    host: str = "127.0.0.1",
    token: str | None = None,
    limits: UploadLimits | None = None,
) -> FastAPI:
    """Return the page of a project as an ASGI app.

    Args:
        opened: The project.
        predictor: Who predicts in the background.
        trainer: Who trains in the background.
        host: The address that it will listen on.
        token: What everybody has to know; None lets in whoever reaches the address.
        limits: How large what is sent may be.
    """
    limits = limits or UploadLimits()
    tiles = TileServer(opened.path / "cache")

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        tiles.close()

    app = FastAPI(
        title="mmcsam",
        version=__version__,
        summary="Look at cells, correct them, measure them, and learn from it",
        openapi_url="/api/openapi.json",
        docs_url=None,  # they would load scripts from elsewhere
        redoc_url=None,
        default_response_class=AsciiResponse,
        lifespan=lifespan,
    )
    services = Services(opened, predictor, tiles, MeasurementTable(opened), limits)
    for part in (project, images, cells, results, models):
        app.include_router(part.make_router(services))
    app.include_router(predictions.make_router(predictor, opened))
    app.include_router(learning.make_router(trainer))
    app.include_router(events.make_router(opened))
    app.include_router(page.make_router(opened))
    app.mount("/static", StaticFiles(directory=page.STATIC), name="static")
    add_error_answers(app)
    app.add_middleware(Guard, host=host, token=token, call_bytes=limits.call_bytes)
    return app
