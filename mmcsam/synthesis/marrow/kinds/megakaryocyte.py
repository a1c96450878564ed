"""Pieces of megakaryocytes: huge pink grainy bodies, mostly cut by the image's edge.

20 to 90 micrometres with one large folded nucleus of many lobes (College of American Pathologists).
"""

import numpy as np

from mmcsam.synthesis.marrow.chromatin import Chromatin
from mmcsam.synthesis.marrow.cytoplasm import Cytoplasm
from mmcsam.synthesis.marrow.nuclear_shapes import arc_of_lobes
from mmcsam.synthesis.marrow.nucleated_cell import NucleatedCell
from mmcsam.synthesis.outline import Outline


def draw_megakaryocyte(
    rng: np.random.Generator, row: float, col: float, um: float
) -> NucleatedCell:
    """Draw a megakaryocyte."""
    body = Outline.sample(rng, row, col, 0.5 * um * rng.uniform(22, 50), 0.3, 0.1, 14)
    nuclei = arc_of_lobes(rng, body, int(rng.integers(4, 9)), rng.uniform(2, 5), 0.28, 0.3)
    chromatin = Chromatin(density=rng.uniform(0.7, 1.0), clumps=0.15, grain=0.2, gaps=0.2)
    cytoplasm = Cytoplasm(
        density=rng.uniform(0.2, 0.6),
        blue=0.2,
        pink=0.8,
        grain=rng.uniform(0.2, 0.5),
        rim=0.0,
        edge=0.03,
    )
    return NucleatedCell(nuclei, chromatin, body, cytoplasm)
