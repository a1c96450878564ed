"""The cells of an image, and what can be undone."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from .change import Change
from .history.edit_history import EditHistory
from .history.patch import Cells, Patch
from .project_cell import ProjectCell


@dataclass(frozen=True)
class ImageState:
    """An image's cells at one revision; every change makes a new one.

    Attributes:
        revision: Grows by one with every change of cells.
        cells: By id.
        deleted: Cells that somebody has deleted: a model does not find them again.
        undo: Edits that can be undone.
        redo: Edits that were undone, the next one to do again last.
        next_id: Id of the next new cell.
        model: First digits of the SHA-256 of the model that predicted the image; None before.
        finished: Whether somebody has said that the image is right.
        threshold: The score threshold at which it was finished; None if it is not.
    """

    revision: int = 0
    cells: Cells = field(default_factory=dict)
    deleted: Cells = field(default_factory=dict)
    undo: EditHistory = field(default_factory=EditHistory)
    redo: EditHistory = field(default_factory=EditHistory)
    next_id: int = 1
    model: str | None = None
    finished: bool = False
    threshold: float | None = None

    def edited(self, change: Change) -> "ImageState":
        """Return the state after an edit.

        Raises:
            ValueError: If it removes a cell that is not there, or a new cell's id is taken.
        """
        touched = {*change.removed, *(cell.id for cell in change.added)}
        missing = [number for number in change.removed if number not in self.cells]
        if missing:
            raise ValueError(f"cell {min(missing)}: not in the image; load the image again")
        used = [one for one in touched if one < self.next_id and one not in self.cells]
        if used:
            raise ValueError(f"cell {used[0]}: its id was used before; expected a new one")
        after: dict[int, ProjectCell | None] = dict.fromkeys(change.removed)
        after |= {cell.id: cell for cell in change.added}
        before = {number: self.cells.get(number) for number in after}
        patch = Patch(before, after, self.deleted if change.forget else None)
        cells, deleted = patch.apply(self.cells, self.deleted)
        return replace(
            self,
            revision=self.revision + 1,
            cells=cells,
            deleted=deleted,
            undo=self.undo.added(patch),
            redo=EditHistory(),
            next_id=max([self.next_id, *(number + 1 for number in touched)]),
        )

    def undone(self) -> tuple["ImageState", Change]:
        """Return the state before the last edit, and what becomes of the cells.

        Raises:
            ValueError: If there is nothing to undo.
        """
        if not self.undo:
            raise ValueError("nothing is left to undo")
        patch = self.undo.last
        cells, deleted = patch.revert(self.cells, self.deleted)
        state = replace(
            self,
            revision=self.revision + 1,
            cells=cells,
            deleted=deleted,
            undo=self.undo.without_last(),
            redo=self.redo.added(patch),
        )
        return state, _change(patch.before)

    def redone(self) -> tuple["ImageState", Change]:
        """Return the state after the edit that was undone last, and what becomes of the cells.

        Raises:
            ValueError: If there is nothing to redo.
        """
        if not self.redo:
            raise ValueError("nothing is left to redo")
        patch = self.redo.last
        cells, deleted = patch.apply(self.cells, self.deleted)
        state = replace(
            self,
            revision=self.revision + 1,
            cells=cells,
            deleted=deleted,
            undo=self.undo.added(patch),
            redo=self.redo.without_last(),
        )
        return state, _change(patch.after)

    def predicted(self, added: tuple[ProjectCell, ...], model: str) -> "ImageState":
        """Return the state with a model's cells in place of those that nobody has touched.

        What was undone cannot be redone then, since its cells may be gone.

        Args:
            added: New cells, with ids from ``next_id`` on.
            model: First digits of the model's SHA-256.
        """
        kept = {number: cell for number, cell in self.cells.items() if cell.origin == "hand"}
        kept |= {cell.id: cell for cell in added}
        return replace(
            self,
            revision=self.revision + 1,
            cells=kept,
            redo=EditHistory(),
            next_id=self.next_id + len(added),
            model=model,
        )

    def shown(self, threshold: float) -> list[ProjectCell]:
        """Return the cells that count, by id: of a finished image those that counted then."""
        level = self.threshold if self.threshold is not None else threshold
        found = [cell for cell in self.cells.values() if cell.shown_at(level)]
        return sorted(found, key=lambda cell: cell.id)

    def count(self, threshold: float) -> int:
        """Return how many cells count."""
        level = self.threshold if self.threshold is not None else threshold
        return int(np.count_nonzero(self._scores >= level))

    def touching(self, left: float, top: float, width: float, height: float) -> list[ProjectCell]:
        """Return the cells whose box touches a box, in pixels, of any score."""
        x, y, w, h = self._boxes.T
        inside = (x < left + width) & (x + w > left) & (y < top + height) & (y + h > top)
        return [self._listed[number] for number in np.flatnonzero(inside)]

    @cached_property
    def _listed(self) -> list[ProjectCell]:
        return list(self.cells.values())

    @cached_property
    def _boxes(self) -> np.ndarray:
        return np.array([cell.box for cell in self._listed], np.int64).reshape(-1, 4)

    @cached_property
    def _scores(self) -> np.ndarray:
        # What was made by hand always counts.
        return np.array([np.inf if cell.score is None else cell.score for cell in self._listed])


def _change(values: Mapping[int, ProjectCell | None]) -> Change:
    return Change(
        tuple(number for number, cell in values.items() if cell is None),
        tuple(cell for cell in values.values() if cell is not None),
    )
