"""Cells as the page draws them."""

import json
from collections.abc import Iterable
from functools import lru_cache

import cv2
import numpy as np

from mmcsam.structures.instance_mask import InstanceMask
from mmcsam.structures.outline import trace_outlines
from mmcsam.web.project.project_cell import ProjectCell

_KEPT = 20_000  # outlines


def cells_text(cells: Iterable[ProjectCell], step: float) -> str:
    """Return cells as a JSON list.

    Args:
        cells: The cells.
        step: Image pixels a screen pixel: what is finer is left out of the outlines.
    """
    return f"[{','.join(_cell_text(cell, step) for cell in cells)}]"


def outline_rings(mask: InstanceMask, step: float) -> list[list[float]]:
    """Return a mask's outline as rings x, y, x, y, ..., with holes as further rings.

    Args:
        mask: The mask.
        step: Image pixels a screen pixel. Up to 1 the outline follows the pixels' edges exactly;
            above, no point of it is off by more than half of it.
    """
    rings = []
    for part in trace_outlines(mask.crop, mask.left, mask.top):
        rings.append(_simpler(part.exterior, step, True))
        rings += [_simpler(hole, step, False) for hole in part.holes]
    return [ring.ravel().tolist() for ring in rings if len(ring)]


def _simpler(ring: np.ndarray, step: float, exterior: bool) -> np.ndarray:
    if step <= 1:
        return ring
    simple = cv2.approxPolyDP(ring.astype(np.int32), step / 2, True)[:, 0]
    if len(simple) > 2:
        return simple
    if not exterior:
        return simple[:0]  # a hole that nobody sees
    (left, top), (right, bottom) = ring.min(axis=0), ring.max(axis=0)
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)])


def _cell_text(cell: ProjectCell, step: float) -> str:
    values = {
        "id": cell.id,
        "class": cell.label,
        "score": cell.score,
        "origin": cell.origin,
        "box": cell.box,
        "area": cell.area,
    }
    # A power of two, so that outlines can be used again.
    coarse = 1.0 if step <= 1 else 2.0 ** np.floor(np.log2(step))
    outline = _outline_text(cell.counts, cell.image_size, float(coarse))
    return f'{json.dumps(values)[:-1]}, "outline": {outline}}}'


@lru_cache(maxsize=_KEPT)
def _outline_text(counts: str, image_size: tuple[int, int], step: float) -> str:
    width, height = image_size
    mask = InstanceMask.from_rle({"size": [height, width], "counts": counts})
    return json.dumps(outline_rings(mask, step), separators=(",", ":"))
