"""Blasts: a thin even blue rim about a large open nucleus.

10 to 20 micrometres; fine chromatin, one or more nucleoli, little cytoplasm all around (College of
American Pathologists). A plasma cell of as little cytoplasm has it on one side.
"""

import numpy as np

from mmcsam.synthesis.marrow.chromatin import Chromatin
from mmcsam.synthesis.marrow.cytoplasm import Cytoplasm
from mmcsam.synthesis.marrow.nuclear_shapes import placed_nucleus
from mmcsam.synthesis.marrow.nucleated_cell import NucleatedCell
from mmcsam.synthesis.outline import Outline


def draw_blast(rng: np.random.Generator, row: float, col: float, um: float) -> NucleatedCell:
    """Draw a blast of any line."""
    body = Outline.sample(rng, row, col, 0.5 * um * rng.uniform(10, 16), 0.15, 0.03)
    size = float(body.radii.mean()) * np.sqrt(rng.uniform(0.7, 0.9))
    nucleus = placed_nucleus(rng, body, size, rng.uniform(0, 0.8), 0.2, 0.03)
    chromatin = Chromatin(
        density=rng.uniform(0.6, 0.95),
        clumps=rng.uniform(0.06, 0.15),
        grain=rng.uniform(0.08, 0.16),
        gaps=rng.uniform(0, 0.2),
        rim=0.08,
        nucleoli=int(rng.integers(0, 4)),
    )
    cytoplasm = Cytoplasm(density=rng.uniform(0.4, 1.0), grain=0.04, edge=rng.uniform(0.02, 0.06))
    return NucleatedCell((nucleus,), chromatin, body, cytoplasm)
