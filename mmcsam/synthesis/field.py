"""One drawn field of view with its masks."""

from dataclasses import dataclass

import numpy as np

from .canvas import Canvas
from .distractors import (
    draw_debris,
    draw_fat_droplets,
    draw_granulocyte,
    draw_lymphocyte,
    draw_platelets,
    draw_red_cells,
    draw_smudges,
)
from .microscope import photograph
from .plasma_cell import PlasmaCell
from .stain import Stain
from .texture import smooth_noise

# SegPC-2021's median cell box is 330 px wide at full size.
_CELL_RADIUS = 165
_LARGEST_OVERLAP = 0.12
_SMALLEST_VISIBLE = 0.3
_WHOLE_SHARE = 0.8  # share of the cells that are placed clear of the border


@dataclass(frozen=True)
class Field:
    """An image and its cells.

    Attributes:
        image: (rows, cols, 3), uint8 RGB.
        masks: One (rows, cols) uint8 mask of 0, 20 and 40 a cell.
    """

    image: np.ndarray
    masks: list[np.ndarray]


def draw_field(
    rng: np.random.Generator,
    shape: tuple[int, int],
    cells: int,
    scale: float,
    scale_bar: bool = False,
) -> Field:
    """Draw a field of view.

    Args:
        rng: Source of randomness.
        shape: Rows and columns.
        cells: Plasma cells wanted. A crowded field can hold fewer, never fewer than one.
        scale: Share of SegPC-2021's full size; cells are 330 px * scale wide.
        scale_bar: Burn a scale bar into the corner.
    """
    stain = Stain.sample(rng)
    plasma_cells, masks = _place_plasma_cells(rng, shape, cells, scale)
    canvas = Canvas(shape)
    haze = 0.03 + 0.012 * smooth_noise(rng, shape, 300 * scale)
    haze += 0.02 * smooth_noise(rng, shape, 16 * scale)
    haze += 0.04 * np.clip(smooth_noise(rng, shape, 30 * scale) - 1, 0, 1)
    canvas.density += haze[..., None] * stain.cytoplasm
    draw_red_cells(rng, canvas, stain, scale, clusters=int(rng.integers(4, 16)))
    draw_smudges(rng, canvas, stain, scale, count=int(rng.integers(0, 4)))
    draw_platelets(rng, canvas, stain, scale, count=int(rng.integers(0, 12)))
    draw_fat_droplets(rng, canvas, scale, count=int(rng.choice((0, 0, 1, 2, 6))))
    draw_debris(rng, canvas, stain, scale, specks=int(rng.integers(100, 900)))
    taken = np.zeros(shape, bool)
    for mask in masks:
        taken |= mask > 0
    _draw_other_nucleated_cells(rng, canvas, stain, taken, scale)
    for cell in plasma_cells:
        cell.draw(rng, canvas, stain)
    draw_debris(rng, canvas, stain, scale, specks=int(rng.integers(0, 60)))
    return Field(photograph(rng, canvas.light(stain.glass), scale, scale_bar), masks)


def _place_plasma_cells(
    rng: np.random.Generator, shape: tuple[int, int], wanted: int, scale: float
) -> tuple[list[PlasmaCell], list[np.ndarray]]:
    """Place cells, alone or against one another, that overlap a little at most."""
    cells: list[PlasmaCell] = []
    masks: list[np.ndarray] = []
    for _ in range(wanted * 30):
        if len(cells) == wanted:
            break
        radius = _CELL_RADIUS * scale * np.exp(rng.normal(0, 0.15))
        inset = 1.1 * radius if rng.random() < _WHOLE_SHARE else 0
        if cells and rng.random() < 0.5:
            other = cells[rng.integers(len(cells))].body
            gap = (radius + other.radii.mean()) * rng.uniform(0.9, 1.05)
            turn = rng.uniform(-np.pi, np.pi)
            row, col = other.row + gap * np.sin(turn), other.col + gap * np.cos(turn)
        else:
            row, col = (rng.uniform(inset, side - inset) for side in shape)
        cell = PlasmaCell.sample(rng, row, col, radius)
        mask = cell.mask(shape)
        area = np.count_nonzero(mask)
        if area < _SMALLEST_VISIBLE * np.pi * radius**2 or not (mask == 40).any():
            continue
        if any(
            np.count_nonzero((mask > 0) & (other > 0))
            > _LARGEST_OVERLAP * min(area, np.count_nonzero(other))
            for other in masks
        ):
            continue
        cells.append(cell)
        masks.append(mask)
    return cells, masks


def _draw_other_nucleated_cells(
    rng: np.random.Generator, canvas: Canvas, stain: Stain, taken: np.ndarray, scale: float
) -> None:
    """Draw lymphocytes and granulocytes where no plasma cell is."""
    for draw, count in (
        (draw_lymphocyte, rng.integers(1, 7)),
        (draw_granulocyte, rng.choice((0, 0, 1, 2, 3))),
    ):
        clearance = 100 * scale
        for _ in range(count):
            row, col = rng.uniform(0, canvas.shape[0]), rng.uniform(0, canvas.shape[1])
            top, left = max(0, int(row - clearance)), max(0, int(col - clearance))
            if not taken[top : int(row + clearance) + 1, left : int(col + clearance) + 1].any():
                draw(rng, canvas, stain, scale, row, col)
