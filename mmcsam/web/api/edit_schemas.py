"""The edits that there are."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat

Ids = Annotated[list[int], Field(min_length=1, max_length=100_000)]
Points = Annotated[
    list[FiniteFloat],
    Field(min_length=2, max_length=200_000, description="x, y, x, y, ... in pixels"),
]
Radius = Annotated[float, Field(gt=0, le=1000, description="pixels")]


class _Edit(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Delete(_Edit):
    """Remove cells."""

    kind: Literal["delete"]
    cells: Ids


class SetClass(_Edit):
    """Give cells another class."""

    kind: Literal["class"]
    cells: Ids
    label: int = Field(alias="class")


class Draw(_Edit):
    """Add a cell by its outline."""

    kind: Literal["draw"]
    label: int = Field(0, alias="class")
    outline: Points


class Brush(_Edit):
    """Add to a cell what a round brush covers."""

    kind: Literal["brush"]
    cell: int
    stroke: Points
    radius: Radius


class Erase(_Edit):
    """Take away from a cell what a round brush covers."""

    kind: Literal["erase"]
    cell: int
    stroke: Points
    radius: Radius


class Merge(_Edit):
    """Make one cell of several."""

    kind: Literal["merge"]
    cells: Ids


class Split(_Edit):
    """Cut a cell along a stroke."""

    kind: Literal["split"]
    cell: int
    stroke: Points


class OutlineInBox(_Edit):
    """Have the cell in a box outlined."""

    kind: Literal["outline_in_box"]
    label: int = Field(0, alias="class")
    box: Annotated[list[FiniteFloat], Field(min_length=4, max_length=4)] = Field(
        description="left, top, width, height, in pixels"
    )


class Clear(_Edit):
    """Remove all cells."""

    kind: Literal["clear"]


Edit = Annotated[
    Delete | SetClass | Draw | Brush | Erase | Merge | Split | OutlineInBox | Clear,
    Field(discriminator="kind"),
]


class EditRequest(BaseModel):
    """An edit of an image at a revision."""

    revision: int = Field(description="that the edit was made for; refused with 409 if it is old")
    edit: Edit


class Revision(BaseModel):
    """The revision that an undo or redo is meant for."""

    revision: int
