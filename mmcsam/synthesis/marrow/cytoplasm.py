"""How the body of a cell is painted."""

from dataclasses import dataclass

import numpy as np

from mmcsam.synthesis.outline import Outline
from mmcsam.synthesis.stain import Stain
from mmcsam.synthesis.texture import smooth_noise, soft_step

from .spot import round_spot


@dataclass(frozen=True)
class Cytoplasm:
    """Looks of a cell's body.

    Attributes:
        density: 1 is the deep blue of an active plasma cell.
        blue: Share of the basophilic colour.
        pink: Share of the granules' colour.
        red: Share of haemoglobin's colour.
        patches: How uneven the colour is.
        grain: How grainy it is.
        rim: How much denser the outer rim is.
        hof: How much paler the Golgi zone beside the nucleus is, in [0, 1].
        vacuoles: Number of clear droplets.
        granules: How dense coarse dark granules are, in [0, 1]; a promyelocyte's 1.
        edge: Softness of the outline, as a share of the radius.
    """

    density: float = 1.0
    blue: float = 1.0
    pink: float = 0.0
    red: float = 0.0
    patches: float = 0.2
    grain: float = 0.08
    rim: float = 0.2
    hof: float = 0.0
    vacuoles: int = 0
    granules: float = 0.0
    edge: float = 0.04

    def paint(
        self,
        rng: np.random.Generator,
        body: Outline,
        hof: tuple[float, float] | None,
        top: int,
        left: int,
        window: tuple[int, int],
        stain: Stain,
    ) -> tuple[np.ndarray, np.ndarray]:
        """Paint a body.

        Args:
            rng: Source of randomness.
            body: Its outline.
            hof: Row and column of the Golgi zone.
            top: First row of the window.
            left: First column of the window.
            window: Rows and columns of the window.
            stain: The slide's colours.

        Returns:
            tuple: The density (rows, cols, 3) and the coverage (rows, cols) in [0, 1].
        """
        radius = float(body.radii.mean())
        distance = body.distance(top, left, window)
        coverage = soft_step(distance, max(1.2, self.edge * radius))
        fine = smooth_noise(rng, window, radius * 0.07)
        amount = 1 + self.patches * smooth_noise(rng, window, radius * 0.35) + self.grain * fine
        amount += self.rim * np.exp(-np.maximum(distance, 0) / (0.12 * radius))
        pale = _soft_glow(*hof, 0.28 * radius, top, left, window) if hof is not None else 0.0
        amount *= 1 - self.hof * pale
        for _ in range(self.vacuoles):
            amount *= 1 - 0.8 * round_spot(rng, body, 0.9, (0.03, 0.1), top, left, window)
        colour = self.blue * stain.cytoplasm + self.pink * stain.granule + self.red * stain.red_cell
        density = (self.density * np.maximum(amount, 0.08))[..., None] * colour
        if self.granules:
            spots = np.clip(1.5 * (fine + 1.1 * self.granules - 0.9), 0, 1) * (1 - 0.7 * pale)
            density += (0.75 * self.granules * spots)[..., None] * (
                0.5 * stain.nucleus + 0.5 * stain.granule
            )
        return density * coverage[..., None], coverage


def _soft_glow(
    row: float, col: float, width: float, top: int, left: int, window: tuple[int, int]
) -> np.ndarray:
    """Return a soft round spot, (rows, cols) float32 in [0, 1]."""
    rows = np.arange(top, top + window[0])[:, None] - row
    cols = np.arange(left, left + window[1])[None] - col
    return np.exp(-(rows**2 + cols**2) / (2 * width**2)).astype(np.float32)
