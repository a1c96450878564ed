"""Calls about numbers, and about files for other programs."""

import tempfile
from pathlib import Path
from typing import Any, Literal

from fastapi import APIRouter, HTTPException, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field

from mmcsam.export.export import write_table
from mmcsam.export.measurements import table_columns
from mmcsam.web.results.exports import export_cells, find_export
from mmcsam.web.results.measurement_table import unit_of
from mmcsam.web.results.summary import summarise

from .errors import AsciiResponse
from .schemas import Refused
from .services import Services


class Column(BaseModel):
    """A column of a table."""

    name: str
    unit: str = Field(description="empty if it has none")


class Table(BaseModel):
    """Measurements, a row a cell."""

    columns: list[Column]
    rows: list[list[Any]]


class ExportRequest(BaseModel):
    """Which files to write."""

    formats: list[Literal["coco", "labels", "imagej", "qupath", "csv"]] = Field(min_length=1)
    images: Literal["all", "finished"] | list[int] = "all"


class Exported(BaseModel):
    """What was written."""

    name: str
    url: str
    files: list[str]
    left_out: list[Refused]


def make_router(services: Services) -> APIRouter:
    """Return the calls about results."""
    router = APIRouter(prefix="/api", tags=["results"])
    project, measurements = services.project, services.measurements

    @router.get("/images/{image_id}/measurements", response_model=Table)
    def measure(image_id: int) -> AsciiResponse:
        """Measure the cells of an image that count."""
        rows = measurements.rows(image_id)
        names = table_columns(rows)
        return AsciiResponse(
            {
                "columns": [{"name": name, "unit": unit_of(name)} for name in names],
                "rows": [[row.get(name) for name in names] for row in rows],
            }
        )

    @router.get("/measurements.csv", response_class=Response)
    def measure_all(image: int | None = None) -> Response:
        """Return the measurements of all images, or of one, as a table for other programs."""
        wanted = [entry.id for entry in project.entries()] if image is None else [image]
        rows = [row for number in wanted for row in measurements.rows(number)]
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "cells.csv")
            write_table(file, rows)
            data = file.read_bytes()
        headers = {"Content-Disposition": 'attachment; filename="cells.csv"'}
        return Response(data, media_type="text/csv; charset=utf-8", headers=headers)

    @router.get("/summary")
    def summary() -> dict[str, Any]:
        """Count the cells by image and class, and in all."""
        return summarise(project)

    @router.post("/exports")
    def export(request: ExportRequest) -> Exported:
        """Write cells as files for other programs, packed as a ZIP file."""
        images = project.images()
        if isinstance(request.images, list):
            ids = list(dict.fromkeys(request.images))
        else:
            wanted = request.images == "all"
            ids = [image["id"] for image in images if wanted or image["finished"]]
        done = export_cells(project, measurements, request.formats, ids)
        project.write_instances()
        return Exported(
            name=done.path.name,
            url=f"/api/exports/{done.path.name}",
            files=done.files,
            left_out=[Refused(name=name, reason=reason) for name, reason in done.left_out],
        )

    @router.get("/exports/{name}", response_class=FileResponse)
    def exported(name: str) -> FileResponse:
        """Return what was exported."""
        try:
            path = find_export(project, name)
        except FileNotFoundError as error:
            raise HTTPException(404, str(error)) from error
        return FileResponse(path, media_type="application/zip", filename=path.name)

    return router
