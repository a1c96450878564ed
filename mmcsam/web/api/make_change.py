"""From what a call asks for to a change of cells."""

from mmcsam.web.edits.editing import Editing
from mmcsam.web.project.change import Change

from .edit_schemas import Brush, Clear, Delete, Draw, Edit, Erase, Merge, SetClass, Split


def make_change(editing: Editing, edit: Edit) -> Change:
    """Return the change that an edit makes, of all kinds but ``outline_in_box``.

    Args:
        editing: Of the image's cells.
        edit: What is asked for.

    Raises:
        ValueError: If it does not fit the image.
    """
    match edit:
        case Delete():
            return editing.delete(edit.cells)
        case SetClass():
            return editing.set_class(edit.cells, edit.label)
        case Draw():
            return editing.draw(edit.outline, edit.label)
        case Brush():
            return editing.brush(edit.cell, edit.stroke, edit.radius)
        case Erase():
            return editing.erase(edit.cell, edit.stroke, edit.radius)
        case Merge():
            return editing.merge(edit.cells)
        case Split():
            return editing.split(edit.cell, edit.stroke)
        case Clear():
            return editing.clear()
    raise ValueError(f"{edit.kind}: no such edit here")
