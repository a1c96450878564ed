"""Chromatin of a drawn nucleus."""

import numpy as np

from .stain import Stain
from .texture import smooth_noise, soft_step


def nucleus_density(
    rng: np.random.Generator,
    distance: np.ndarray,
    stain: Stain,
    radius: float,
    condensed: float = 0.0,
    edge: float = 1.5,
) -> tuple[np.ndarray, np.ndarray]:
    """Draw a nucleus with clumped chromatin, a darker membrane and pale gaps.

    Args:
        rng: Source of randomness.
        distance: (rows, cols), signed distance to the nuclear membrane in px, positive inside.
        stain: The slide's colours.
        radius: Nuclear radius in px; the clumps scale with it.
        condensed: 0 for an open, spotted nucleus, 1 for an almost uniformly dark one.
        edge: Softness of the edge in px.

    Returns:
        tuple: The density (rows, cols, 3) and the coverage (rows, cols) in [0, 1].
    """
    coverage = soft_step(distance, edge)
    clumps = smooth_noise(rng, distance.shape, radius * 0.28)
    fine = smooth_noise(rng, distance.shape, radius * 0.11)
    # The gaps between clumps are sharp and much paler than the chromatin.
    gaps = np.clip(fine - 0.7 * clumps - 1.0, 0, 1)
    amount = 0.95 + 0.22 * np.tanh(1.5 * clumps) - 0.10 * fine - 0.45 * gaps
    amount = amount * (1 - condensed) + (1.25 + 0.12 * clumps) * condensed
    amount += 0.2 * np.exp(-np.maximum(distance, 0) / max(1.0, radius * 0.06))
    density = np.clip(amount, 0.3, 2.0)[..., None] * stain.nucleus
    return density * coverage[..., None], coverage
