"""Calls about the models that there are."""

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field

from mmcsam.web.project.model_list import card_of
from mmcsam.web.uploads.form_files import receive_form
from mmcsam.web.uploads.model_upload import ModelUpload

from .services import Services


class ModelInfo(BaseModel):
    """A model."""

    name: str
    file: str | None = Field(description="null if it came with mmcsam")
    classes: list[str]
    licence: str
    summary: str
    chosen: bool


def make_router(services: Services) -> APIRouter:
    """Return the calls about models."""
    router = APIRouter(prefix="/api/models", tags=["models"])
    project = services.project

    @router.get("")
    def models() -> list[ModelInfo]:
        """Return the models that can be chosen; a file that is no model any more is left out."""
        found = []
        for name, path in project.model_paths().items():
            try:
                card = card_of(path)
            except (OSError, ValueError):
                continue
            found.append(
                ModelInfo(
                    name=name,
                    file=path.name,
                    classes=list(card.classes),
                    licence=card.licence,
                    summary=card.description,
                    chosen=name == project.settings.model,
                )
            )
        return found

    @router.post("")
    async def add(request: Request) -> list[ModelInfo]:
        """Add a packed model, the file in a form; refused unless it loads as one."""
        upload = ModelUpload(project, services.limits)
        try:
            await receive_form(request, upload)
            await run_in_threadpool(upload.keep)
        finally:
            await run_in_threadpool(upload.close)
        return await run_in_threadpool(models)

    return router
