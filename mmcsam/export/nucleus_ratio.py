"""How large a cell's nucleus is beside its cytoplasm."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from mmcsam.structures.instance_mask import InstanceMask
from mmcsam.structures.placed_crops import shared_pixels

from .exported_object import ExportedObject

_NUCLEI = ("nucleus", "nuclei")


def are_nuclei_told(categories: Iterable[str]) -> bool:
    """Return whether one of the classes is the nucleus and another one is not.

    Example:
        >>> are_nuclei_told(["plasma cell", "Nucleus"])
        True
        >>> are_nuclei_told(["plasma cell", "other nucleated cell"])
        False
    """
    return len({_is_nucleus(name) for name in categories}) == 2


def nucleus_to_cytoplasm(objects: Sequence[ExportedObject]) -> list[float | None]:
    """Measure nuclei against the cells that they lie in.

    A nucleus belongs to the cell with which it shares most pixels, if that is at least half of its
    own; the first of several. Of its pixels those within the cell count, each once.

    Args:
        objects: Of one image, of all classes.

    Returns:
        list: For each object, in their order, the area of its nuclei relative to that of the rest
        of the cell; None for a cell without nucleus or without a rest, and for a nucleus.
    """
    cells = [place for place, item in enumerate(objects) if not _is_nucleus(item.category)]
    nuclei = [item.mask for item in objects if _is_nucleus(item.category)]
    boxes = np.array([objects[place].mask.bbox for place in cells]).reshape(-1, 4)
    owned: dict[int, list[InstanceMask]] = defaultdict(list)
    for nucleus in nuclei:
        near = [cells[number] for number in _touching(nucleus, boxes)]
        shared = [_shared(objects[place].mask, nucleus) for place in near]
        if near and 2 * max(shared) >= np.count_nonzero(nucleus.crop):
            owned[near[int(np.argmax(shared))]].append(nucleus)
    return [_ratio(item.mask, owned[place]) for place, item in enumerate(objects)]


def _is_nucleus(category: str) -> bool:
    return category.strip().casefold() in _NUCLEI


def _touching(mask: InstanceMask, boxes: np.ndarray) -> list[int]:
    left, top, width, height = mask.bbox
    x, y, w, h = boxes.T
    inside = (x < left + width) & (x + w > left) & (y < top + height) & (y + h > top)
    return np.flatnonzero(inside).tolist()


def _shared(first: InstanceMask, second: InstanceMask) -> int:
    return shared_pixels(
        (first.crop > 0, first.left, first.top), (second.crop > 0, second.left, second.top)
    )


def _ratio(cell: InstanceMask, nuclei: Sequence[InstanceMask]) -> float | None:
    rest = cell.crop > 0
    area = np.count_nonzero(rest)
    for nucleus in nuclei:
        left, top = nucleus.left - cell.left, nucleus.top - cell.top
        height, width = nucleus.crop.shape
        x, y = max(left, 0), max(top, 0)
        part = rest[y : top + height, x : left + width]
        part &= nucleus.crop[y - top :, x - left :][: part.shape[0], : part.shape[1]] == 0
    cytoplasm = np.count_nonzero(rest)
    return (area - cytoplasm) / cytoplasm if nuclei and cytoplasm else None
