"""Bare and smudged nuclei: what a burst cell leaves.

A nucleus without cytoplasm, round and dark or, where the smear has torn it, pale, fibrous and
without an outline (smudge or basket cell; College of American Pathologists). The commonest false
find beside plasma cells, whose own nucleus looks the same.
"""

import numpy as np

from mmcsam.synthesis.marrow.chromatin import Chromatin
from mmcsam.synthesis.marrow.nucleated_cell import NucleatedCell
from mmcsam.synthesis.outline import Outline


def draw_bare_nucleus(rng: np.random.Generator, row: float, col: float, um: float) -> NucleatedCell:
    """Draw a whole nucleus without cytoplasm, round, oval or squeezed by its neighbours."""
    nucleus = Outline.sample(
        rng,
        row,
        col,
        0.5 * um * rng.uniform(6.5, 10.0),
        elongation=rng.choice((0.12, 0.5), p=(0.7, 0.3)),
        roughness=rng.choice((0.02, 0.07), p=(0.7, 0.3)),
    )
    dense = rng.random()
    chromatin = Chromatin(
        density=rng.uniform(0.8, 1.05) + 0.3 * dense,
        clumps=0.26 - 0.16 * dense,
        grain=rng.uniform(0.15, 0.35),
        gaps=rng.uniform(0.1, 0.6) * (1 - 0.7 * dense),
        rim=rng.uniform(0.05, 0.25),
        nucleoli=int(rng.choice((0, 1, 2), p=(0.75, 0.18, 0.07))),
        edge=rng.choice((1.5, 3.0), p=(0.8, 0.2)),
    )
    return NucleatedCell((nucleus,), chromatin)


def draw_smudged_nucleus(
    rng: np.random.Generator, row: float, col: float, um: float
) -> NucleatedCell:
    """Draw a torn nucleus, larger, paler and without a clear outline."""
    nucleus = Outline.sample(rng, row, col, 0.5 * um * rng.uniform(8, 15), 0.6, 0.15, 14)
    chromatin = Chromatin(
        density=rng.uniform(0.25, 0.6),
        clumps=rng.uniform(0.2, 0.4),
        grain=rng.uniform(0.1, 0.3),
        gaps=rng.uniform(0.2, 0.6),
        rim=0.0,
        edge=rng.uniform(0.4, 1.6) * um,
    )
    return NucleatedCell((nucleus,), chromatin)
