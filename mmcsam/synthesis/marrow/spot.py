"""Small round things in a cell: nucleoli, vacuoles."""

import numpy as np

from mmcsam.synthesis.outline import Outline
from mmcsam.synthesis.texture import soft_step


def round_spot(
    rng: np.random.Generator,
    home: Outline,
    reach: float,
    sizes: tuple[float, float],
    top: int,
    left: int,
    window: tuple[int, int],
) -> np.ndarray:
    """Return the coverage of a round spot at a random place in an outline.

    Args:
        rng: Source of randomness.
        home: The outline.
        reach: How far from its middle at most, as a share of its radius.
        sizes: Smallest and largest radius, likewise.
        top: First row of the window.
        left: First column of the window.
        window: Rows and columns of the window.

    Returns:
        np.ndarray: (rows, cols) in [0, 1].
    """
    radius = float(home.radii.mean())
    place, turn = radius * reach * np.sqrt(rng.uniform()), rng.uniform(-np.pi, np.pi)
    row, col = home.row + place * np.sin(turn), home.col + place * np.cos(turn)
    spot = Outline.sample(rng, row, col, radius * rng.uniform(*sizes))
    return soft_step(spot.distance(top, left, window), 1.5)
