"""Dividing cells: chromosomes as a dark ragged plate, ring or pair of plates in a pale cell.

Without a nuclear membrane, in a cell of 12 to 18 micrometres of any line (College of American
Pathologists).
"""

import numpy as np

from mmcsam.synthesis.marrow.chromatin import Chromatin
from mmcsam.synthesis.marrow.cytoplasm import Cytoplasm
from mmcsam.synthesis.marrow.nuclear_shapes import arc_of_lobes
from mmcsam.synthesis.marrow.nucleated_cell import NucleatedCell
from mmcsam.synthesis.outline import Outline


def draw_mitosis(rng: np.random.Generator, row: float, col: float, um: float) -> NucleatedCell:
    """Draw a metaphase ring or plate, or the two plates of an anaphase."""
    body = Outline.sample(rng, row, col, 0.5 * um * rng.uniform(12, 18), 0.25, 0.03)
    if rng.random() < 0.5:
        plates = arc_of_lobes(rng, body, 12, 2 * np.pi, 0.2, 0.4)
    else:
        plates = tuple(
            Outline.sample(rng, lobe.row, lobe.col, float(lobe.radii.mean()), 1.0, 0.12, 12)
            for lobe in arc_of_lobes(rng, body, int(rng.integers(1, 3)), np.pi, 0.4, 0.3)
        )
    chromatin = Chromatin(density=rng.uniform(1.1, 1.5), clumps=0.3, grain=0.25, gaps=0.3, rim=0.0)
    cytoplasm = Cytoplasm(
        density=rng.uniform(0.2, 0.7),
        blue=rng.uniform(0.3, 0.9),
        pink=rng.uniform(0.1, 0.4),
        edge=rng.uniform(0.03, 0.08),
    )
    return NucleatedCell(plates, chromatin, body, cytoplasm)
