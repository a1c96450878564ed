"""From what somebody does to a change of an image's cells."""

from collections.abc import Callable, Sequence

from mmcsam.structures.instance_mask import InstanceMask
from mmcsam.structures.mask_union import union
from mmcsam.web.project.change import Change
from mmcsam.web.project.image_state import ImageState
from mmcsam.web.project.project_cell import ProjectCell

from .mask_sets import difference, split
from .strokes import cover_stroke, fill_outline


class Editing:
    """Makes changes to the cells of one image as they are now; nothing is changed by itself.

    Args:
        state: The image's cells.
        image_size: Width and height of the image, in pixels.
        classes: How many classes there are.
    """

    def __init__(self, state: ImageState, image_size: tuple[int, int], classes: int) -> None:
        self.state, self.image_size, self.classes = state, image_size, classes

    def delete(self, cells: Sequence[int]) -> Change:
        """Remove cells.

        Raises:
            ValueError: If one is not in the image.
        """
        return Change(removed=tuple(self._cell(number).id for number in dict.fromkeys(cells)))

    def clear(self) -> Change:
        """Remove all cells, of any score; a model may find them again."""
        return Change(removed=tuple(self.state.cells), forget=True)

    def set_class(self, cells: Sequence[int], label: int) -> Change:
        """Give cells another class.

        Raises:
            ValueError: If a cell is not in the image, or there is no such class.
        """
        self._check_class(label)
        found = [self._cell(number) for number in dict.fromkeys(cells)]
        return Change(added=tuple(cell.by_hand(label=label) for cell in found))

    def draw(self, outline: Sequence[float], label: int) -> Change:
        """Add a cell by its outline, see :func:`fill_outline`.

        Raises:
            ValueError: If it encloses nothing, or there is no such class.
        """
        return self.add(fill_outline(outline, self.image_size), label)

    def add(self, mask: InstanceMask, label: int) -> Change:
        """Add a cell by its mask.

        Raises:
            ValueError: If there is no such class.
        """
        self._check_class(label)
        return Change(added=(ProjectCell.drawn(self.state.next_id, label, mask),))

    def brush(self, number: int, stroke: Sequence[float], radius: float) -> Change:
        """Add what a brush covers to a cell.

        Raises:
            ValueError: If the cell is not in the image, or the stroke is none.
        """
        return self._painted(number, stroke, radius, lambda mask, cover: union([mask, cover]))

    def erase(self, number: int, stroke: Sequence[float], radius: float) -> Change:
        """Take what a brush covers away from a cell; a cell without pixels is removed.

        Raises:
            ValueError: If the cell is not in the image, or the stroke is none.
        """
        return self._painted(number, stroke, radius, difference)

    def merge(self, cells: Sequence[int]) -> Change:
        """Make one cell of several: it has the first one's id and the largest one's class.

        Raises:
            ValueError: If there are fewer than two, or one is not in the image.
        """
        found = [self._cell(number) for number in dict.fromkeys(cells)]
        if len(found) < 2:
            raise ValueError("one cell cannot be merged, expected two or more; select another one")
        label = max(found, key=lambda cell: cell.area).label
        merged = ProjectCell.drawn(found[0].id, label, union([cell.mask for cell in found]))
        return Change(tuple(cell.id for cell in found[1:]), (merged,))

    def split(self, number: int, stroke: Sequence[float]) -> Change:
        """Cut a cell along a stroke, see :func:`split`; the parts have new ids.

        Raises:
            ValueError: If the cell is not in the image, or the stroke does not cut it in two.
        """
        cell = self._cell(number)
        parts = split(cell.mask, stroke)
        first = self.state.next_id
        added = (ProjectCell.drawn(i, cell.label, part) for i, part in enumerate(parts, first))
        return Change((cell.id,), tuple(added))

    def _painted(
        self,
        number: int,
        stroke: Sequence[float],
        radius: float,
        paint: Callable[[InstanceMask, InstanceMask], InstanceMask | None],
    ) -> Change:
        cell = self._cell(number)
        cover = cover_stroke(stroke, radius, self.image_size)
        if cover is None:
            raise ValueError("the stroke lies beyond the image, expected one in it; draw it again")
        mask = paint(cell.mask, cover)
        if mask is None:
            return Change(removed=(cell.id,))
        return Change(added=(ProjectCell.drawn(cell.id, cell.label, mask),))

    def _cell(self, number: int) -> ProjectCell:
        if number not in self.state.cells:
            raise ValueError(
                f"cell {number}: not in the image, expected one of its cells; load it again"
            )
        return self.state.cells[number]

    def _check_class(self, label: int) -> None:
        if not 0 <= label < self.classes:
            raise ValueError(
                f"class {label}: no such class, expected a number from 0 to {self.classes - 1}"
            )
