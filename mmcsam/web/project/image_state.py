"""The cells of an image, and what can be undone."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from .change import Change
from .project_cell import ProjectCell

Cells = Mapping[int, ProjectCell]


class Patch(NamedTuple):
    """An edit in a form that can be applied forwards and backwards.

    Attributes:
        before: The cells that it touched, by id, as they were; None for those that were not there.
        after: Likewise, as they became.
        deleted_before: All deleted cells before it.
        deleted_after: Likewise after it.
    """

    before: Mapping[int, ProjectCell | None]
    after: Mapping[int, ProjectCell | None]
    deleted_before: Cells
    deleted_after: Cells


@dataclass(frozen=True)
class ImageState:
    """An image's cells at one revision; every change makes a new one.

    Attributes:
        revision: Grows by one with every change of cells.
        cells: By id.
        deleted: Cells that somebody has deleted: a model does not find them again.
        undo: Edits that can be undone, the last one at the end.
        redo: Edits that were undone, the next one at the end.
        next_id: Id of the next new cell.
        model: First digits of the SHA-256 of the model that predicted the image; None before.
        finished: Whether somebody has said that the image is right.
        threshold: The score threshold at which it was finished; None if it is not.
    """

    revision: int = 0
    cells: Cells = field(default_factory=dict)
    deleted: Cells = field(default_factory=dict)
    undo: tuple[Patch, ...] = ()
    redo: tuple[Patch, ...] = ()
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
        missing = sorted(set(change.removed) - self.cells.keys())
        if missing:
            raise ValueError(f"cell {missing[0]}: not in the image; load the image again")
        used = [one for one in touched if one < self.next_id and one not in self.cells]
        if used:
            raise ValueError(f"cell {used[0]}: its id was used before; expected a new one")
        after: dict[int, ProjectCell | None] = dict.fromkeys(change.removed)
        after |= {cell.id: cell for cell in change.added}
        gone = {number: self.cells[number] for number in after if after[number] is None}
        deleted = {} if change.forget else {**self.deleted, **gone}
        before = {number: self.cells.get(number) for number in after}
        patch = Patch(before, after, self.deleted, deleted)
        return replace(
            self,
            revision=self.revision + 1,
            cells=_patched(self.cells, after),
            deleted=deleted,
            undo=(*self.undo, patch),
            redo=(),
            next_id=max([self.next_id, *(number + 1 for number in touched)]),
        )

    def undone(self) -> tuple["ImageState", Change]:
        """Return the state before the last edit, and what becomes of the cells.

        Raises:
            ValueError: If there is nothing to undo.
        """
        if not self.undo:
            raise ValueError("nothing is left to undo")
        patch = self.undo[-1]
        state = replace(
            self,
            revision=self.revision + 1,
            cells=_patched(self.cells, patch.before),
            deleted=patch.deleted_before,
            undo=self.undo[:-1],
            redo=(*self.redo, patch),
        )
        return state, _change(patch.before)

    def redone(self) -> tuple["ImageState", Change]:
        """Return the state after the edit that was undone last, and what becomes of the cells.

        Raises:
            ValueError: If there is nothing to redo.
        """
        if not self.redo:
            raise ValueError("nothing is left to redo")
        patch = self.redo[-1]
        state = replace(
            self,
            revision=self.revision + 1,
            cells=_patched(self.cells, patch.after),
            deleted=patch.deleted_after,
            undo=(*self.undo, patch),
            redo=self.redo[:-1],
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
            redo=(),
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


def _patched(cells: Cells, values: Mapping[int, ProjectCell | None]) -> Cells:
    """Return cells with those of a patch, in the order of the ids."""
    merged = {**cells, **values}
    return {number: merged[number] for number in sorted(merged) if merged[number] is not None}  # type: ignore[misc]


def _change(values: Mapping[int, ProjectCell | None]) -> Change:
    return Change(
        tuple(number for number, cell in values.items() if cell is None),
        tuple(cell for cell in values.values() if cell is not None),
    )
