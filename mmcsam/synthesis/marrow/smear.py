"""A drawn field of a marrow smear with the masks of its nucleated cells."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mmcsam.structures.instance_mask import InstanceMask
from mmcsam.synthesis.canvas import Canvas
from mmcsam.synthesis.distractors import draw_fat_droplets, draw_platelets, draw_smudges
from mmcsam.synthesis.stain import Stain
from mmcsam.synthesis.texture import smooth_noise

from .camera import take_picture
from .cell_style import CellStyle
from .kinds.bare_nucleus import draw_bare_nucleus, draw_smudged_nucleus
from .kinds.blast import draw_blast
from .kinds.erythroblast import draw_erythroblast
from .kinds.granulocyte import (
    draw_eosinophil,
    draw_myelocyte,
    draw_neutrophil,
    draw_promyelocyte,
)
from .kinds.lymphocyte import draw_lymphocyte
from .kinds.megakaryocyte import draw_megakaryocyte
from .kinds.mitosis import draw_mitosis
from .kinds.monocyte import draw_monocyte
from .kinds.plasma_cell import draw_plasma_cell
from .nucleated_cell import NucleatedCell
from .placement import place_cells
from .red_cells import draw_red_cells
from .slide_stain import sample_slide_stain
from .specks import draw_specks

CLASSES = ("plasma cell", "other nucleated cell")
_OTHERS: dict[Callable[..., NucleatedCell], float] = {
    draw_bare_nucleus: 0.26,
    draw_lymphocyte: 0.2,
    draw_erythroblast: 0.2,
    draw_myelocyte: 0.09,
    draw_neutrophil: 0.08,
    draw_promyelocyte: 0.05,
    draw_monocyte: 0.02,
    draw_blast: 0.04,
    draw_smudged_nucleus: 0.03,
    draw_eosinophil: 0.015,
    draw_mitosis: 0.01,
    draw_megakaryocyte: 0.005,
}
_EVEN = 12.0  # how alike the shares of kinds are from image to image
_SMALLEST_VISIBLE = 0.6  # share of a cell within the image below which nobody would label it
_SEGPC = 24.5  # SegPC-2021's pixels a micrometre at full size
FIELD = 93.0  # micrometres across; SegPC-2021's two sizes of images have 83 and 104


@dataclass(frozen=True)
class DrawnSmear:
    """An image and its nucleated cells.

    Attributes:
        image: (rows, cols, 3) uint8 RGB.
        masks: One a cell; where cells overlap, both have the pixels.
        labels: Of each cell its number in :data:`CLASSES`.
    """

    image: np.ndarray
    masks: list[InstanceMask]
    labels: list[int]


def draw_smear(rng: np.random.Generator, shape: tuple[int, int], um: float) -> DrawnSmear:
    """Draw a field of view.

    Args:
        rng: Source of randomness.
        shape: Rows and columns.
        um: Pixels a micrometre; SegPC-2021 has 24.5 at full size, 4.9 at a width of 512.
    """
    stain = sample_slide_stain(rng)
    cells = place_cells(rng, shape, _sample_cells(rng, um), crowding=rng.uniform(0.1, 0.85))
    canvas = Canvas(shape)
    _draw_background(rng, canvas, stain, um)
    masks: list[InstanceMask] = []
    labels: list[int] = []
    for number in rng.permutation(len(cells)):
        cell = cells[number]
        inside, top, left = cell.mask(shape)
        cell.draw(rng, canvas, stain)
        whole = np.pi * cell.outlines[0].radii.mean() ** 2
        if np.count_nonzero(inside) >= _SMALLEST_VISIBLE * whole:
            masks.append(InstanceMask.cut(inside.astype(np.uint8), left, top, shape[::-1]))
            labels.append(0 if cell.is_plasma else 1)
    draw_specks(rng, canvas, stain, um)
    return DrawnSmear(take_picture(rng, canvas.light(stain.glass), um), masks, labels)


def draw_numbered_smear(
    seed: int, index: int, size: tuple[int, int], cell_sizes: float
) -> DrawnSmear:
    """Draw one of endlessly many fields; the same for the same numbers, up to rounding by OpenCV.

    Args:
        seed: Of the series, 0 or above.
        index: Of the field, 0 or above.
        size: Width and height; plasma cells are about a seventh of the width wide.
        cell_sizes: By how much magnification is larger or smaller at most; 1 keeps it.
    """
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(index,)))
    um = size[0] / FIELD * np.exp(rng.uniform(-1, 1) * np.log(cell_sizes))
    return draw_smear(rng, size[::-1], um)


def _sample_cells(rng: np.random.Generator, um: float) -> list[NucleatedCell]:
    """Draw a field's cells about the origin: plasma cells, and none to ten others for each."""
    plasma = 0 if rng.random() < 0.08 else 1 + int(rng.gamma(2.2, 2.1))
    others = int(np.exp(rng.uniform(0, np.log(36))))
    shares = rng.dirichlet(_EVEN * np.array(list(_OTHERS.values())))
    kinds = [draw_plasma_cell] * plasma
    kinds += [list(_OTHERS)[kind] for kind in rng.choice(len(_OTHERS), others, p=shares)]
    style = CellStyle.sample(rng)
    cells = [kinds[number](rng, 0.0, 0.0, um) for number in rng.permutation(len(kinds))]
    return [style.applied(cell) for cell in cells]


def _draw_background(rng: np.random.Generator, canvas: Canvas, stain: Stain, um: float) -> None:
    scale = um / _SEGPC
    haze = rng.uniform(0.0, 0.06) + 0.012 * smooth_noise(rng, canvas.shape, 60 * um)
    haze += rng.uniform(0.0, 0.03) * smooth_noise(rng, canvas.shape, 0.6 * um)
    haze += rng.uniform(0.0, 0.06) * np.clip(smooth_noise(rng, canvas.shape, 1.2 * um) - 1, 0, 1)
    tint = rng.beta(1, 1)
    colour = tint * stain.cytoplasm + (1 - tint) * stain.granule
    canvas.density += np.maximum(haze, 0)[..., None] * colour
    draw_red_cells(rng, canvas, stain, um)
    draw_smudges(rng, canvas, stain, scale, count=int(rng.integers(0, 4)))
    draw_platelets(rng, canvas, stain, scale, count=int(rng.choice((0, 0, 2, 5, 15))))
    draw_fat_droplets(rng, canvas, scale, count=int(rng.choice((0, 0, 1, 3, 8))))
