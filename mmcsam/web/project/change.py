"""A change to the cells of an image."""

from typing import NamedTuple

from .project_cell import ProjectCell


class Change(NamedTuple):
    """What an edit does.

    Attributes:
        removed: Ids of cells that go.
        added: Cells that are new, or take the place of the one of their id.
        forget: Whether earlier deletions no longer keep a model from finding cells there again.
    """

    removed: tuple[int, ...] = ()
    added: tuple[ProjectCell, ...] = ()
    forget: bool = False
