"""How a nucleus is painted."""

from dataclasses import dataclass

import numpy as np

from mmcsam.synthesis.outline import Outline
from mmcsam.synthesis.stain import Stain
from mmcsam.synthesis.texture import smooth_noise, soft_step

from .spot import round_spot


@dataclass(frozen=True)
class Chromatin:
    """Looks of a nucleus.

    Attributes:
        density: Of the whole nucleus; 1 is a plasma cell's.
        clumps: How much denser clumps are than what lies between them.
        grain: Distance of clumps, as a share of the nucleus's radius.
        gaps: How pale the gaps between clumps are, in [0, 1]; the clock face of a plasma cell.
        rim: How much denser the membrane is.
        nucleoli: How many pale round spots.
        edge: Softness of the outline in pixels; large for a smudged nucleus.
    """

    density: float = 1.0
    clumps: float = 0.2
    grain: float = 0.28
    gaps: float = 0.45
    rim: float = 0.2
    nucleoli: int = 0
    edge: float = 1.5

    def paint(
        self,
        rng: np.random.Generator,
        outlines: tuple[Outline, ...],
        top: int,
        left: int,
        window: tuple[int, int],
        stain: Stain,
    ) -> tuple[np.ndarray, np.ndarray]:
        """Paint the union of outlines, the lobes of one nucleus or several nuclei.

        Args:
            rng: Source of randomness.
            outlines: At least one.
            top: First row of the window.
            left: First column of the window.
            window: Rows and columns of the window.
            stain: The slide's colours.

        Returns:
            tuple: The density (rows, cols, 3) and the coverage (rows, cols) in [0, 1].
        """
        distance = np.full(window, -np.inf, np.float32)
        for outline in outlines:
            np.maximum(distance, outline.distance(top, left, window), out=distance)
        radius = max(float(outline.radii.mean()) for outline in outlines)
        coverage = soft_step(distance, self.edge)
        coarse = smooth_noise(rng, window, radius * self.grain)
        fine = smooth_noise(rng, window, radius * self.grain * 0.4)
        # The gaps between clumps are sharp and much paler than the chromatin.
        gaps = np.clip(fine - 0.7 * coarse - 1.0, 0, 1)
        amount = 1 + self.clumps * np.tanh(1.5 * coarse) - 0.4 * self.clumps * fine
        amount -= self.gaps * gaps
        amount += self.rim * np.exp(-np.maximum(distance, 0) / max(1.0, radius * 0.06))
        for _ in range(self.nucleoli):
            home = outlines[rng.integers(len(outlines))]
            amount *= 1 - 0.5 * round_spot(rng, home, 0.6, (0.1, 0.2), top, left, window)
        density = np.clip(self.density * amount, 0.15, 2.2)[..., None] * stain.nucleus
        return density * coverage[..., None], coverage
