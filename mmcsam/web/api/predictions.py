"""The page's calls about predictions and about a second model."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from fastapi import APIRouter, Body, HTTPException, Query, Response
from pydantic import BaseModel, Field

from mmcsam.web.prediction.project_access import ProjectAccess

from .cell_json import outline_rings

if TYPE_CHECKING:
    from mmcsam.inference.cells import Cell, Cells
    from mmcsam.web.prediction.predictor import Predictor


class PredictionRequest(BaseModel):
    """Which images are to be predicted."""

    images: Literal["all"] | list[int] = Field(description="ids, or all")
    model: str | None = Field(None, description="name of a model; the chosen one if left out")


class PredictionStatus(BaseModel):
    """How far the queue is."""

    waiting: list[int] = Field(description="ids of images, the next one first")
    current: int | None = Field(description="id of the image that is being predicted")
    part: int = Field(description="parts of it that are done")
    parts: int = Field(description="parts of it in all; 0 while it is being opened")
    done: int = Field(description="images since the queue was last empty")
    of: int
    seconds_left: float | None = Field(description="null before there is anything to go by")
    worker: Literal["starting", "ready", "restarting", "stopped"]
    message: str


class ComparedCell(BaseModel):
    """A cell of a second model."""

    id: int
    cell_class: int = Field(alias="class", description="from 0, of the second model's classes")
    score: float
    origin: Literal["model"]
    box: list[float] = Field(description="left, top, width and height, in pixels")
    area: int = Field(description="pixels")
    outline: list[list[float]] = Field(description="rings of x and y, in pixels")


class Comparison(BaseModel):
    """What a second model finds in an image."""

    model: str
    classes: list[str]
    cells: list[ComparedCell]


def make_router(predictor: "Predictor", project: ProjectAccess) -> APIRouter:
    """Return the calls about predictions.

    Args:
        predictor: Who predicts.
        project: Whose images these are.
    """
    router = APIRouter(prefix="/api", tags=["predictions"])

    @router.post("/predictions", response_model=PredictionStatus)
    def predict(request: Annotated[PredictionRequest, Body()]) -> dict[str, Any]:
        """Predict images in the background; what was made by hand stays."""
        known = [image["id"] for image in project.images()]
        chosen = known if request.images == "all" else request.images
        strangers = sorted(set(chosen) - set(known))
        if strangers:
            raise HTTPException(
                404, f"image {strangers[0]}: no such image, expected ids of GET /api/images"
            )
        try:
            project.model_path(request.model)
        except ValueError as error:
            raise HTTPException(422, str(error)) from error
        predictor.submit(chosen, model=request.model)
        return predictor.status()

    @router.get("/predictions", response_model=PredictionStatus)
    def status() -> dict[str, Any]:
        """Say what waits, what is done and how long the rest takes."""
        return predictor.status()

    @router.delete("/predictions", response_model=PredictionStatus)
    def stop() -> dict[str, Any]:
        """Drop what waits; what is predicted already stays."""
        predictor.stop()
        return predictor.status()

    @router.get(
        "/images/{image_id}/comparison",
        response_model=Comparison,
        responses={202: {"description": "being predicted; ask again on the event `comparison`"}},
    )
    def comparison(image_id: int, model: Annotated[str, Query()]) -> Any:
        """Return what a second model finds in an image."""
        try:
            cells = predictor.compare(image_id, model)
        except KeyError as error:
            raise HTTPException(
                404, f"image {image_id}: no such image, expected an id of GET /api/images"
            ) from error
        except ValueError as error:
            raise HTTPException(422, str(error)) from error
        if cells is None:
            return Response(
                '{"detail": "being predicted; ask again"}', 202, media_type="application/json"
            )
        return _comparison(model, cells)

    return router


def _comparison(model: str, cells: "Cells") -> dict[str, Any]:
    numbered = [_cell(number, cell) for number, cell in enumerate(cells, start=1)]
    return {"model": model, "classes": list(cells.classes), "cells": numbered}


def _cell(number: int, cell: "Cell") -> dict[str, Any]:
    mask = cell.mask
    return {
        "id": number,
        "class": cell.label,
        "score": cell.score,
        "origin": "model",
        "box": list(mask.bbox),
        "area": int(np.count_nonzero(mask.crop)),
        "outline": outline_rings(mask, 1.0),
    }
