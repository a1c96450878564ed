"""An edit in a form that can be done, undone and done again."""

from collections.abc import Mapping
from itertools import islice
from typing import NamedTuple

from mmcsam.web.project.project_cell import ProjectCell

Cells = Mapping[int, ProjectCell]


class Patch(NamedTuple):
    """What an edit changes; what it leaves as it is costs it nothing, as there may be many edits.

    Attributes:
        before: The cells that it touches, by id, as they were; None for those that were not there.
        after: Likewise, as they become.
        forgotten: All deleted cells before it, if it forgets them and its own; None if it does not.
    """

    before: Mapping[int, ProjectCell | None]
    after: Mapping[int, ProjectCell | None]
    forgotten: Cells | None = None

    def apply(self, cells: Cells, deleted: Cells) -> tuple[Cells, Cells]:
        """Return cells and deleted cells after the edit, from those before it."""
        patched = _patched(cells, self.after)
        if self.forgotten is not None:
            return patched, {}
        gone = self._gone
        return patched, {**deleted, **gone} if gone else deleted

    def revert(self, cells: Cells, deleted: Cells) -> tuple[Cells, Cells]:
        """Return cells and deleted cells before the edit, from those after it."""
        patched = _patched(cells, self.before)
        if self.forgotten is not None:
            return patched, self.forgotten
        gone = self._gone
        return patched, {n: deleted[n] for n in deleted if n not in gone} if gone else deleted

    @property
    def _gone(self) -> dict[int, ProjectCell]:
        """The cells that it removes, as they were."""
        touched = self.before.items()
        return {n: cell for n, cell in touched if cell is not None and self.after[n] is None}


def _patched(cells: Cells, values: Mapping[int, ProjectCell | None]) -> Cells:
    """Return cells with others in their place, in the order of the ids."""
    merged = {**cells, **values}
    for number, cell in values.items():
        if cell is None:
            del merged[number]
    new = sum(number not in cells for number in values)
    last = list(islice(reversed(merged), new + 1))
    if last == sorted(last, reverse=True):  # most new cells have the highest ids
        return merged  # type: ignore[return-value]
    return {number: merged[number] for number in sorted(merged)}  # type: ignore[misc]
