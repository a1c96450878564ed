"""Plasma cells, the ones to be found.

10 to 20 micrometres, round to oval; an eccentric round nucleus of coarse chromatin like a clock
face; cytoplasm pale to deep blue, often with a pale Golgi zone (hof) beside the nucleus, at times
with vacuoles, grains or a pink rim (flame cells); now and then two or three nuclei (College of
American Pathologists). The nucleus's size hardly varies, that of the cytoplasm does: among the
labelled cells of SegPC-2021's training images the nucleus takes 0.45 +- 0.13 of the area, and lies
0.38 +- 0.14 of the cell's radius off its middle.
"""

import numpy as np

from mmcsam.synthesis.marrow.chromatin import Chromatin
from mmcsam.synthesis.marrow.cytoplasm import Cytoplasm
from mmcsam.synthesis.marrow.nuclear_shapes import placed_nucleus, side_by_side
from mmcsam.synthesis.marrow.nucleated_cell import NucleatedCell
from mmcsam.synthesis.outline import Outline

_NUCLEUS = 8.5  # diameter in micrometres


def draw_plasma_cell(rng: np.random.Generator, row: float, col: float, um: float) -> NucleatedCell:
    """Draw a plasma cell of one, rarely two or three nuclei."""
    count = int(rng.choice((1, 2, 3), p=(0.93, 0.06, 0.01)))
    nucleus = 0.5 * _NUCLEUS * um * np.exp(rng.normal(0, 0.1)) * (1.0, 0.85, 0.75)[count - 1]
    share = np.clip(rng.normal(0.44, 0.1), 0.24, 0.75)
    radius = nucleus * np.sqrt(count / share)
    body = Outline.sample(
        rng,
        row,
        col,
        radius,
        elongation=rng.choice((0.1, 0.3, 0.5), p=(0.45, 0.4, 0.15)),
        roughness=rng.choice((0.02, 0.05, 0.08), p=(0.4, 0.4, 0.2)),
        harmonics=9,
    )
    if count == 1:
        # Seldom in the middle; many reach the edge and bulge beyond it.
        eccentric = np.clip(rng.normal(1.45, 0.4), 0, 2.2)
        nuclei: tuple[Outline, ...] = (placed_nucleus(rng, body, nucleus, eccentric),)
    else:
        nuclei = side_by_side(rng, body, count, nucleus)
    return NucleatedCell(nuclei, _chromatin(rng), body, _cytoplasm(rng), is_plasma=True)


def _chromatin(rng: np.random.Generator) -> Chromatin:
    dense = rng.beta(1, 2.5)
    return Chromatin(
        density=rng.uniform(0.8, 1.05) + 0.25 * dense,
        clumps=0.26 - 0.14 * dense,
        grain=rng.uniform(0.18, 0.32),
        gaps=rng.uniform(0.3, 0.6) * (1 - 0.7 * dense),
        rim=rng.uniform(0.1, 0.25),
        nucleoli=int(rng.choice((0, 1, 2), p=(0.7, 0.22, 0.08))),
    )


def _cytoplasm(rng: np.random.Generator) -> Cytoplasm:
    pink = 0.35 * rng.beta(1, 2.5)
    flame = rng.random() < 0.05
    return Cytoplasm(
        density=np.exp(rng.uniform(np.log(0.15), np.log(1.2))),
        blue=1 - pink,
        pink=pink + 0.5 * flame,
        patches=rng.uniform(0.1, 0.45),
        grain=rng.uniform(0.02, 0.3),
        rim=rng.uniform(0.05, 0.35),
        hof=rng.choice((0.0, 0.35, 0.65), p=(0.25, 0.45, 0.3)),
        vacuoles=int(rng.choice((0, 1, 3, 8, 20), p=(0.55, 0.2, 0.13, 0.08, 0.04))),
        edge=rng.uniform(0.015, 0.08),
    )
