"""Erythroblasts: blue cells with a round nucleus, the likest to plasma cells by colour.

The nucleus is round and in the middle, not at the side, and there is no hof. Early ones (12 to 20
micrometres) have a large open nucleus in a thin deep blue rim, later ones (10 to 15) grey-blue, the
last (8 to 12) pink cytoplasm about a small black nucleus (College of American Pathologists).
"""

import numpy as np

from mmcsam.synthesis.marrow.chromatin import Chromatin
from mmcsam.synthesis.marrow.cytoplasm import Cytoplasm
from mmcsam.synthesis.marrow.nuclear_shapes import placed_nucleus
from mmcsam.synthesis.marrow.nucleated_cell import NucleatedCell
from mmcsam.synthesis.outline import Outline


def draw_erythroblast(rng: np.random.Generator, row: float, col: float, um: float) -> NucleatedCell:
    """Draw an erythroblast of any age."""
    age = rng.beta(1.6, 1.2)  # 0 early, 1 late
    nucleus = 0.5 * um * (10.5 - 5.0 * age) * np.exp(rng.normal(0, 0.07))
    share = np.clip(0.8 - 0.38 * age + rng.normal(0, 0.05), 0.33, 0.88)
    body = Outline.sample(rng, row, col, nucleus / np.sqrt(share), 0.1, 0.025)
    place = placed_nucleus(rng, body, nucleus, rng.beta(1.2, 3), 0.08, 0.012)
    chromatin = Chromatin(
        density=0.9 + 0.45 * age,
        clumps=0.12 + 0.2 * age * (1 - age),
        grain=rng.uniform(0.2, 0.35),
        gaps=0.4 * (1 - age),
        rim=0.1,
        nucleoli=int(age < 0.25 and rng.random() < 0.6),
    )
    cytoplasm = Cytoplasm(
        density=rng.uniform(0.5, 1.1),
        blue=max(0.1, 1 - 0.8 * age),
        red=0.9 * age,
        patches=0.08,
        grain=0.03,
        rim=rng.uniform(0.1, 0.3),
        edge=rng.uniform(0.02, 0.05),
    )
    return NucleatedCell((place,), chromatin, body, cytoplasm)
