"""Monocytes and macrophages: grey-blue like plasma cells, with folded nuclei and ragged outlines.

12 to 20 micrometres; the nucleus is round, kidney-shaped or folded with fine lacy chromatin; plenty
of grey-blue cytoplasm like ground glass, with vacuoles (College of American Pathologists).
"""

import numpy as np

from mmcsam.synthesis.marrow.chromatin import Chromatin
from mmcsam.synthesis.marrow.cytoplasm import Cytoplasm
from mmcsam.synthesis.marrow.nuclear_shapes import arc_of_lobes, placed_nucleus
from mmcsam.synthesis.marrow.nucleated_cell import NucleatedCell
from mmcsam.synthesis.outline import Outline


def draw_monocyte(rng: np.random.Generator, row: float, col: float, um: float) -> NucleatedCell:
    """Draw a monocyte, or a larger pale macrophage."""
    body = Outline.sample(rng, row, col, 0.5 * um * rng.uniform(12, 20), 0.3, 0.09, 12)
    if rng.random() < 0.9:
        nuclei = arc_of_lobes(rng, body, 5, rng.uniform(1.2, 2.6), 0.4, 0.35)
    else:
        size = float(body.radii.mean()) * rng.uniform(0.5, 0.65)
        nuclei = (placed_nucleus(rng, body, size, rng.uniform(0, 1), 0.5, 0.06),)
    chromatin = Chromatin(
        density=rng.uniform(0.55, 0.9),
        clumps=rng.uniform(0.1, 0.2),
        grain=rng.uniform(0.08, 0.2),
        gaps=rng.uniform(0.1, 0.4),
        rim=0.05,
    )
    cytoplasm = Cytoplasm(
        density=rng.uniform(0.1, 0.35),
        blue=rng.uniform(0.2, 0.5),
        pink=rng.uniform(0.1, 0.5),
        grain=rng.uniform(0.1, 0.3),
        rim=0.0,
        vacuoles=int(rng.choice((0, 2, 6, 15))),
        edge=rng.uniform(0.04, 0.15),
    )
    return NucleatedCell(nuclei, chromatin, body, cytoplasm)
