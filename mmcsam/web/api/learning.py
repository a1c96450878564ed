"""The page's calls about training on what was corrected."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, HTTPException
from pydantic import BaseModel, Field

from mmcsam.web.learning.trainer import Trainer, TrainingRunsError


class TrainingRequest(BaseModel):
    """What a training starts from."""

    model: str | None = Field(None, description="name of a model; the chosen one if left out")


class Table(BaseModel):
    """Old and new model side by side, as texts."""

    columns: list[str]
    rows: list[list[str]]


class TrainingStatus(BaseModel):
    """How far a training is, or how the last one ended."""

    state: Literal["none", "running", "finished", "failed", "stopped"]
    iteration: int
    of: int = Field(description="0 while it is being planned")
    seconds_left: float | None = Field(description="null before there is anything to go by")
    loss: list[list[float]] = Field(description="iteration and value")
    scores: list[list[float]] = Field(description="iteration and AP on images not learned from")
    message: str
    table: Table | None = Field(description="null where nothing could be compared")
    model: str | None = Field(description="name of the new model")


def make_router(trainer: Trainer) -> APIRouter:
    """Return the calls about trainings.

    Args:
        trainer: Who trains.
    """
    router = APIRouter(prefix="/api/trainings", tags=["trainings"])

    @router.post("", response_model=TrainingStatus)
    def start(request: Annotated[TrainingRequest | None, Body()] = None) -> dict[str, Any]:
        """Train a model further on the finished images, in the background."""
        try:
            return trainer.start(None if request is None else request.model)
        except TrainingRunsError as error:
            raise HTTPException(409, str(error)) from error
        except ValueError as error:
            raise HTTPException(422, str(error)) from error

    @router.get("/current", response_model=TrainingStatus)
    def status() -> dict[str, Any]:
        """Say how far the training is, or how the last one ended."""
        return trainer.status()

    @router.delete("/current", response_model=TrainingStatus)
    def stop() -> dict[str, Any]:
        """Stop the training; no new model comes of it."""
        trainer.stop()
        return trainer.status()

    return router
