"""Calls about images: which there are, and what they look like."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from mmcsam.jobs.problem import UnusableFileError
from mmcsam.web.uploads.form_files import receive_form
from mmcsam.web.uploads.image_upload import ImageUpload

from .schemas import Finished, ImageInfo, Refused, Uploaded
from .services import Services

_FILES = {
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "properties": {
                    "files": {"type": "array", "items": {"type": "string", "format": "binary"}}
                },
            }
        }
    }
}
# The browser asks again whether a picture has changed, and is told so without the picture.
_PICTURE_HEADERS = {"Cache-Control": "private, max-age=600"}


def make_router(services: Services) -> APIRouter:
    """Return the calls about images."""
    router = APIRouter(prefix="/api/images", tags=["images"])
    project, tiles = services.project, services.tiles

    @router.get("")
    def all_images() -> list[ImageInfo]:
        """Return all images."""
        return [ImageInfo(**image) for image in project.images()]

    @router.post("", openapi_extra={"requestBody": _FILES})
    async def add(request: Request) -> Uploaded:
        """Add images: files of the form's field `files`, whose names may have folders."""
        upload = ImageUpload(project, services.limits)
        try:
            await receive_form(request, upload)
        finally:
            await run_in_threadpool(upload.close)
        return Uploaded(
            added=[ImageInfo(**project.image(number)) for number in upload.added],
            refused=[Refused(name=name, reason=reason) for name, reason in upload.refused],
        )

    @router.get("/{image_id}")
    def one(image_id: int) -> ImageInfo:
        """Return an image."""
        return ImageInfo(**project.image(image_id))

    @router.put("/{image_id}/finished")
    def finish(image_id: int, value: Finished) -> ImageInfo:
        """Say that the cells that count now are right, or no longer."""
        project.set_finished(image_id, value.finished)
        return ImageInfo(**project.image(image_id))

    @router.get("/{image_id}/thumbnail", response_class=Response)
    def thumbnail(image_id: int) -> Response:
        """Return a JPEG file of at most 160 pixels a side."""
        data = tiles.thumbnail(*usable(image_id))
        return Response(data, media_type="image/jpeg", headers=_PICTURE_HEADERS)

    @router.get("/{image_id}/tiles/{level}/{column}/{row}", response_class=Response)
    def tile(image_id: int, level: int, column: int, row: int) -> Response:
        """Return 512 x 512 pixels: of full resolution at level 0, of half at each one above."""
        file = usable(image_id)
        try:
            data = tiles.tile(*file, level, column, row)
        except LookupError as error:
            raise HTTPException(404, str(error)) from error
        kind = "image/png" if level == 0 else "image/jpeg"
        return Response(data, media_type=kind, headers=_PICTURE_HEADERS)

    @router.get("/{image_id}/pixels")
    def pixel(
        image_id: int, x: Annotated[int, Query()], y: Annotated[int, Query()]
    ) -> dict[str, list[float]]:
        """Return a pixel's values as the file has them: one, or red, green and blue."""
        file = usable(image_id)
        try:
            return {"values": tiles.pixel(*file, x, y)}
        except LookupError as error:
            raise HTTPException(404, str(error)) from error

    def usable(image_id: int) -> tuple[Path, str]:
        """Return an image's file and name."""
        entry = project.entry(image_id)
        if entry.reason is not None:
            raise HTTPException(422, entry.reason)
        path = project.image_path(image_id)
        if not path.exists():
            raise UnusableFileError(
                entry.name, "there is no such file any more", "the image", "Put it back"
            )
        return path, entry.name

    return router
