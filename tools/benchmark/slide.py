"""A large drawn image whose cells are exactly known."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import tifffile

RADII = (10, 40)  # half axes of a cell, in pixels
TILE = 512


def draw_slide(path: Path, side: int, cells: int) -> np.ndarray:
    """Write ellipses, half of them against another one, as a tiled RGB TIFF.

    A cell's pixels hold its number: red + 256 * green.

    Returns:
        The cell's number at each pixel (side, side) int32, from 1; 0 where there is none.
    """
    rng = np.random.default_rng(0)
    labels = np.zeros((side, side), np.int32)
    margin = RADII[1] + 1
    centres: list[tuple[int, int]] = []
    while len(centres) < cells:
        cell = np.zeros((2 * margin + 1, 2 * margin + 1), np.uint8)
        axes, turn = rng.integers(*RADII, 2).tolist(), int(rng.integers(180))
        cv2.ellipse(cell, (margin, margin), axes, turn, 0, 360, 1, -1)
        for x, y in _places(rng, centres, side, margin):
            place = labels[y - margin : y + margin + 1, x - margin : x + margin + 1]
            if not place[cell > 0].any():
                centres.append((x, y))
                place[cell > 0] = len(centres)
                break
    tifffile.imwrite(
        path,
        _tiles(labels),
        shape=(side, side, 3),
        dtype=np.uint8,
        tile=(TILE, TILE),
        photometric="rgb",
        compression="zlib",
    )
    return labels


def _places(
    rng: np.random.Generator, centres: list[tuple[int, int]], side: int, margin: int
) -> Iterator[tuple[int, int]]:
    """Yield where a cell may lie: anywhere, or as close to another one as there is room."""
    if not centres or rng.random() < 0.5:
        x, y = rng.integers(margin, side - margin, 2).tolist()
        yield x, y
        return
    near, angle = centres[rng.integers(len(centres))], rng.uniform(0, 2 * np.pi)
    for away in range(2 * RADII[0], 3 * RADII[1]):
        x = round(near[0] + away * np.cos(angle))
        y = round(near[1] + away * np.sin(angle))
        if margin <= min(x, y) and max(x, y) < side - margin:
            yield x, y


def _tiles(labels: np.ndarray) -> Iterator[np.ndarray]:
    side = len(labels)
    for top in range(0, side, TILE):
        for left in range(0, side, TILE):
            tile = np.zeros((TILE, TILE, 3), np.uint8)
            part = labels[top : top + TILE, left : left + TILE]
            low = tile[: part.shape[0], : part.shape[1]]
            low[..., 0], low[..., 1] = part % 256, part // 256
            yield tile


class Placed(NamedTuple):
    """What was found: a mask (h, w) bool, and where its first pixel lies."""

    mask: np.ndarray
    left: int
    top: int


class Counts(NamedTuple):
    """Drawn cells by what became of them; each is in one of these, in this order.

    A cell and a find belong together where they share more than half of the smaller one.

    Attributes:
        merged: It belongs to a find of several cells.
        doubled: Several finds belong to it.
        cut: One find does, with an IoU below 0.9.
        lost: None does.
        right: All others.
    """

    merged: int
    doubled: int
    cut: int
    lost: int
    right: int

    def __str__(self) -> str:
        return f"{self.merged}/{self.doubled}/{self.cut}/{self.lost}"


def count_cells(truth: np.ndarray, found: Sequence[Placed]) -> Counts:
    """Compare what was found with what :func:`draw_slide` returned."""
    areas = np.bincount(truth.ravel())
    finds: list[list[tuple[int, float]]] = [[] for _ in areas]  # of a cell: the find, its IoU
    cells_of = [0] * len(found)
    for index, (mask, left, top) in enumerate(found):
        height, width = mask.shape
        window = truth[top : top + height, left : left + width]
        area = np.count_nonzero(mask)
        numbers, shared = np.unique(window[mask], return_counts=True)
        for number, pixels in zip(numbers.tolist(), shared.tolist(), strict=True):
            if number and pixels > 0.5 * min(area, areas[number]):
                finds[number].append((index, pixels / (area + areas[number] - pixels)))
                cells_of[index] += 1
    counts = dict.fromkeys(Counts._fields, 0)
    for own in finds[1:]:
        if any(cells_of[index] > 1 for index, _ in own):
            counts["merged"] += 1
        elif len(own) > 1:
            counts["doubled"] += 1
        elif not own:
            counts["lost"] += 1
        else:
            counts["cut" if own[0][1] < 0.9 else "right"] += 1
    return Counts(**counts)
