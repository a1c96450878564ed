"""True cells, and how those of the page differ from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mmcsam.coco.reader import read_coco
from mmcsam.structures.rle import decode_crop


@dataclass(frozen=True)
class TrueCell:
    """A cell as it should be.

    Attributes:
        mask: (height, width) bool, of the image's size.
        category: Its class's name.
    """

    mask: np.ndarray
    category: str


def read_truth(ann_file: Path) -> dict[str, list[TrueCell]]:
    """Return the true cells of each image by its ``file_name``."""
    truth: dict[str, list[TrueCell]] = {}
    for image in read_coco(ann_file).images:
        cells = []
        for instance in image.instances:
            mask = np.zeros((image.height, image.width), bool)
            crop, left, top = decode_crop(instance.rle)
            mask[top : top + crop.shape[0], left : left + crop.shape[1]] = crop > 0
            if mask.any():
                cells.append(TrueCell(mask, instance.category))
        truth[image.file_name] = cells
    return truth


def fill_rings(rings: Sequence[Sequence[float]], shape: tuple[int, int]) -> np.ndarray:
    """Return the mask of an outline that follows pixels' edges, (height, width) bool.

    A pixel is inside where the number of vertical edges to its left is odd, so holes are holes.

    Args:
        rings: x, y, x, y, ... of whole pixels, edges along rows and columns in turns.
        shape: Height and width of the image.
    """
    edges = np.zeros((shape[0], shape[1] + 1), bool)
    for ring in rings:
        points = np.rint(np.reshape(ring, (-1, 2))).astype(int)
        for (x, y), (other, end) in zip(points, np.roll(points, -1, axis=0), strict=True):
            if x == other:
                edges[min(y, end) : max(y, end), x] ^= True
    return np.logical_xor.accumulate(edges, axis=1)[:, :-1]


def overlaps(first: Sequence[np.ndarray], second: Sequence[np.ndarray]) -> np.ndarray:
    """Return the pixels that masks share, (len(first), len(second))."""
    if not first or not second:
        return np.zeros((len(first), len(second)))
    flat = [
        np.stack([mask.ravel() for mask in masks]).astype(np.float32) for masks in (first, second)
    ]
    return flat[0] @ flat[1].T


def iou(first: np.ndarray, second: np.ndarray) -> float:
    """Return the intersection of two masks over their union."""
    union = np.count_nonzero(first | second)
    return np.count_nonzero(first & second) / union if union else 0.0


def box_of(mask: np.ndarray) -> tuple[int, int, int, int]:
    """Return left, top, width and height of a mask."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    left, top = int(columns[0]), int(rows[0])
    return left, top, int(columns[-1]) - left + 1, int(rows[-1]) - top + 1


def visible_cells(answer: dict[str, Any], threshold: float) -> list[dict[str, Any]]:
    """Return the cells of an answer that count at a score threshold."""
    return [one for one in answer["cells"] if one["score"] is None or one["score"] >= threshold]
