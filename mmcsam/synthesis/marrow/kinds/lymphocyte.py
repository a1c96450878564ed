"""Lymphocytes: taken for plasma cells where they touch one, or where a thin rim shows.

7 to 15 micrometres; a dense, round or slightly notched nucleus that fills the cell but for a thin
pale rim, often unseen (College of American Pathologists).
"""

import numpy as np

from mmcsam.synthesis.marrow.chromatin import Chromatin
from mmcsam.synthesis.marrow.cytoplasm import Cytoplasm
from mmcsam.synthesis.marrow.nuclear_shapes import placed_nucleus
from mmcsam.synthesis.marrow.nucleated_cell import NucleatedCell
from mmcsam.synthesis.outline import Outline


def draw_lymphocyte(rng: np.random.Generator, row: float, col: float, um: float) -> NucleatedCell:
    """Draw a small, seldom a large, lymphocyte."""
    radius = 0.5 * um * rng.uniform(6.5, 9.5)
    body = Outline.sample(rng, row, col, radius * rng.uniform(1.03, 1.18), 0.15, 0.04)
    nucleus = placed_nucleus(rng, body, radius, rng.uniform(0.2, 1), 0.2, 0.03)
    chromatin = Chromatin(
        density=rng.uniform(1.0, 1.3),
        clumps=rng.uniform(0.08, 0.2),
        grain=rng.uniform(0.2, 0.4),
        gaps=rng.uniform(0, 0.3),
        nucleoli=int(rng.random() < 0.1),
    )
    cytoplasm = Cytoplasm(density=rng.uniform(0.15, 0.6), grain=0.04, edge=rng.uniform(0.03, 0.1))
    return NucleatedCell((nucleus,), chromatin, body, cytoplasm)
