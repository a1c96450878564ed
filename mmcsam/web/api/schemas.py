"""What the calls about the project, its images and their cells take and return."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class ClassName(BaseModel):
    """A class of cells."""

    id: int = Field(description="from 0")
    name: str


class ProjectInfo(BaseModel):
    """What holds for all images."""

    name: str
    classes: list[ClassName]
    threshold: float = Field(description="cells of a lower score are hidden and not exported")
    cell_width: float | None = Field(description="pixels; null leaves the scale to the model")
    pixel_size: float | None = Field(description="micrometres; null takes what a file says")
    model: str | None = Field(description="name of the chosen model")
    version: str = Field(description="of mmcsam")
    notes: list[str] = Field(description="what was passed over or mended at the start")


class ProjectChange(BaseModel):
    """Settings to change; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    threshold: float = Field(0.5, ge=0, le=1)
    cell_width: float | None = Field(None, gt=0, description="null leaves the scale to the model")
    pixel_size: float | None = Field(None, gt=0, description="null takes what a file says")
    model: str | None = Field(None, description="a name of GET /api/models")
    classes: list[str] = Field([], description="all names, with new ones at the end")


class ImageInfo(BaseModel):
    """An image."""

    id: int
    name: str
    width: int = Field(description="0 if the image cannot be used")
    height: int
    pixel_size: float | None = Field(description="micrometres")
    state: Literal["waiting", "predicting", "ready", "failed"]
    reason: str | None = Field(description="why it cannot be used or was not predicted")
    cells: int = Field(description="those that count")
    corrected: bool
    finished: bool
    threshold: float | None = Field(description="at which it was finished; it holds from then on")
    revision: int


class Refused(BaseModel):
    """A file that was not taken."""

    name: str
    reason: str


class Uploaded(BaseModel):
    """What became of dropped files."""

    added: list[ImageInfo]
    refused: list[Refused]


class CellInfo(BaseModel):
    """A cell."""

    id: int
    label: int = Field(alias="class", description="from 0")
    score: float | None = Field(description="null for what was made by hand")
    origin: Literal["model", "hand"]
    box: list[int] = Field(description="left, top, width, height, in pixels")
    area: int = Field(description="pixels")
    outline: list[list[float]] = Field(
        description="rings x, y, x, y, ...; a ring in another one is a hole (even-odd rule)"
    )


class CellList(BaseModel):
    """Cells of an image."""

    revision: int
    cells: list[CellInfo]
    undo: int = Field(description="edits that can be undone")
    redo: int = Field(description="edits that can be done again")


class EditAnswer(BaseModel):
    """What an edit did; it is saved."""

    revision: int
    removed: list[int]
    added: list[CellInfo] = Field(description="new ones, and changed ones under their old ids")
    undo: int
    redo: int
    note: str | None = Field(None, description="what there is to know of a cell that was outlined")


class Finished(BaseModel):
    """Whether an image is right as it is."""

    finished: bool
