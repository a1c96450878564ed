"""Granulocytes of all ages, from promyelocyte to segmented neutrophil and eosinophil.

12 to 24 micrometres as promyelocytes, full of dark granules about a round nucleus; 10 to 18 as
myelocytes and later ones, with pink grainy cytoplasm and a nucleus that turns from round to kidney,
band and lobes. A Golgi zone may be pale, as in plasma cells. Eosinophils are filled with orange
granules (College of American Pathologists).
"""

import numpy as np

from mmcsam.synthesis.marrow.chromatin import Chromatin
from mmcsam.synthesis.marrow.cytoplasm import Cytoplasm
from mmcsam.synthesis.marrow.nuclear_shapes import arc_of_lobes, placed_nucleus
from mmcsam.synthesis.marrow.nucleated_cell import NucleatedCell
from mmcsam.synthesis.outline import Outline


def draw_promyelocyte(rng: np.random.Generator, row: float, col: float, um: float) -> NucleatedCell:
    """Draw a large cell full of dark granules."""
    body = Outline.sample(rng, row, col, 0.5 * um * rng.uniform(13, 19), 0.15, 0.025)
    radius = float(body.radii.mean())
    nucleus = placed_nucleus(
        rng, body, radius * rng.uniform(0.62, 0.8), rng.beta(3, 2), rng.uniform(0.1, 0.3), 0.03
    )
    chromatin = Chromatin(
        density=rng.uniform(0.6, 0.95),
        clumps=rng.uniform(0.08, 0.18),
        grain=rng.uniform(0.08, 0.2),
        gaps=rng.uniform(0.1, 0.3),
        rim=0.05,
        nucleoli=int(rng.integers(0, 3)),
    )
    cytoplasm = Cytoplasm(
        density=rng.uniform(0.3, 0.9),
        blue=rng.uniform(0.5, 0.9),
        pink=rng.uniform(0.1, 0.4),
        grain=0.25,
        hof=rng.choice((0.0, 0.6)),
        granules=rng.uniform(0.6, 1.0),
        edge=0.03,
    )
    return NucleatedCell((nucleus,), chromatin, body, cytoplasm)


def draw_myelocyte(rng: np.random.Generator, row: float, col: float, um: float) -> NucleatedCell:
    """Draw a pink, finely grained cell with a round, oval or notched nucleus."""
    body = Outline.sample(rng, row, col, 0.5 * um * rng.uniform(11, 16), 0.15, 0.03)
    if rng.random() < 0.35:
        size = float(body.radii.mean()) * rng.uniform(0.6, 0.78)
        nuclei: tuple[Outline, ...] = (
            placed_nucleus(rng, body, size, rng.beta(4, 1.5), rng.uniform(0.1, 0.5), 0.04),
        )
    else:
        nuclei = arc_of_lobes(rng, body, 4, rng.uniform(1.5, 2.2), 0.42, 0.42)
    cytoplasm = Cytoplasm(
        density=rng.uniform(0.25, 0.7),
        blue=rng.uniform(0.0, 0.25),
        pink=rng.uniform(0.5, 0.8),
        grain=rng.uniform(0.15, 0.45),
        granules=rng.choice((0.0, 0.15, 0.4), p=(0.5, 0.3, 0.2)),
        rim=0.05,
        hof=rng.choice((0.0, 0.4)),
        edge=rng.uniform(0.03, 0.08),
    )
    return NucleatedCell(nuclei, _mature(rng), body, cytoplasm)


def draw_neutrophil(rng: np.random.Generator, row: float, col: float, um: float) -> NucleatedCell:
    """Draw a cell with a band or three to five lobes."""
    body = Outline.sample(rng, row, col, 0.5 * um * rng.uniform(10, 14), 0.15, 0.04)
    if rng.random() < 0.5:
        nuclei = arc_of_lobes(rng, body, 7, rng.uniform(2.5, 4.2), 0.25, 0.55)
    else:
        nuclei = arc_of_lobes(rng, body, int(rng.integers(3, 6)), rng.uniform(2.8, 4.6), 0.3, 0.5)
    cytoplasm = Cytoplasm(
        density=rng.uniform(0.15, 0.5),
        blue=0.1,
        pink=0.7,
        grain=rng.uniform(0.2, 0.6),
        granules=rng.choice((0.0, 0.2), p=(0.7, 0.3)),
        rim=0.0,
        edge=rng.uniform(0.03, 0.1),
    )
    return NucleatedCell(nuclei, _mature(rng), body, cytoplasm)


def draw_eosinophil(rng: np.random.Generator, row: float, col: float, um: float) -> NucleatedCell:
    """Draw a cell filled with coarse orange granules."""
    body = Outline.sample(rng, row, col, 0.5 * um * rng.uniform(11, 15), 0.15, 0.04)
    nuclei = arc_of_lobes(rng, body, 2, rng.uniform(1.2, 2.6), 0.36, 0.5)
    cytoplasm = Cytoplasm(
        density=rng.uniform(0.9, 1.5), blue=0.0, pink=0.3, red=1.2, grain=0.5, rim=0.1, edge=0.04
    )
    return NucleatedCell(nuclei, _mature(rng), body, cytoplasm)


def _mature(rng: np.random.Generator) -> Chromatin:
    return Chromatin(
        density=rng.uniform(0.75, 1.15),
        clumps=rng.uniform(0.12, 0.28),
        grain=rng.uniform(0.15, 0.35),
        gaps=rng.uniform(0.1, 0.5),
        rim=0.1,
    )
