"""Where cells lie: alone, and in clumps that touch and overlap."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from .nucleated_cell import NucleatedCell

_TRIES = 25
_LARGEST_CLUMP = 8
_NUCLEI_APART = 0.95  # of the sum of their radii: cells overlap, their nuclei hardly
_CLOSEST, _FARTHEST = 0.72, 1.04  # distance of cells that touch, likewise


class _Disc(NamedTuple):
    row: float
    col: float
    radius: float


def place_cells(
    rng: np.random.Generator,
    shape: tuple[int, int],
    cells: Sequence[NucleatedCell],
    crowding: float,
) -> list[NucleatedCell]:
    """Move cells to places where none covers another's nucleus.

    Args:
        rng: Source of randomness.
        shape: Rows and columns of the field.
        cells: About the origin.
        crowding: Chance of a cell to be laid against another, in [0, 1].

    Returns:
        list: Those that found a place, in the given order.
    """
    placed: list[NucleatedCell] = []
    bodies: list[_Disc] = []
    nuclei: list[_Disc] = []
    clumps: list[list[int]] = []
    for cell in cells:
        reach = float(cell.outlines[0].radii.mean())
        own = [_Disc(one.row, one.col, float(one.radii.mean())) for one in cell.nuclei]
        for _ in range(_TRIES):
            clump = _clump(rng, clumps, crowding)
            if clump is None:
                row, col = rng.uniform(0, shape[0]), rng.uniform(0, shape[1])
            else:
                other = bodies[clump[rng.integers(len(clump))]]
                gap = (reach + other.radius) * rng.uniform(_CLOSEST, _FARTHEST)
                turn = rng.uniform(-np.pi, np.pi)
                row, col = other.row + gap * np.sin(turn), other.col + gap * np.cos(turn)
            moved = [_Disc(row + one.row, col + one.col, one.radius) for one in own]
            body = _Disc(row, col, reach)
            if _free(body, bodies, _CLOSEST) and all(
                _free(one, nuclei, _NUCLEI_APART) for one in moved
            ):
                if clump is None:
                    clump = []
                    clumps.append(clump)
                clump.append(len(placed))
                placed.append(cell.moved(row, col))
                bodies.append(body)
                nuclei += moved
                break
    return placed


def _clump(rng: np.random.Generator, clumps: list[list[int]], crowding: float) -> list[int] | None:
    """Return a clump to join, or None for a new one."""
    open_ones = [clump for clump in clumps if len(clump) < _LARGEST_CLUMP]
    if not open_ones or rng.random() >= crowding:
        return None
    return open_ones[rng.integers(len(open_ones))]


def _free(disc: _Disc, others: Sequence[_Disc], apart: float) -> bool:
    return all(
        np.hypot(disc.row - other.row, disc.col - other.col) >= apart * (disc.radius + other.radius)
        for other in others
    )
