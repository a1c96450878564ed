"""Plasma cells: the objects to be found."""

from dataclasses import dataclass

import numpy as np

from .canvas import Canvas
from .nucleus import nucleus_density
from .outline import Outline
from .stain import Stain
from .texture import smooth_noise, soft_step

BACKGROUND, CYTOPLASM, NUCLEUS = 0, 20, 40


@dataclass(frozen=True)
class PlasmaCell:
    """A cell with basophilic cytoplasm and an eccentric round nucleus.

    Attributes:
        body: Outline of the cytoplasm.
        nucleus: Outline of the nucleus; it may reach a little beyond the cytoplasm.
    """

    body: Outline
    nucleus: Outline

    @classmethod
    def sample(
        cls, rng: np.random.Generator, row: float, col: float, radius: float
    ) -> "PlasmaCell":
        """Draw a cell of a given mean radius (px) at a place."""
        body = Outline.sample(rng, row, col, radius, elongation=0.22, roughness=0.045, harmonics=9)
        share = np.clip(rng.normal(0.43, 0.07), 0.27, 0.6)
        size = radius * np.sqrt(share)
        side = rng.uniform(-np.pi, np.pi)
        edge = float(np.interp(side, np.linspace(-np.pi, np.pi, 361), body.radii))
        shift = max(0.0, (edge - size) * rng.uniform(0.6, 1.0))
        nucleus = Outline.sample(
            rng,
            row + shift * np.sin(side),
            col + shift * np.cos(side),
            size,
            elongation=0.12,
            roughness=0.015,
        )
        return cls(body, nucleus)

    def mask(self, shape: tuple[int, int]) -> np.ndarray:
        """Return the whole cell's mask, (rows, cols) uint8 of 0, 20 and 40."""
        mask = np.full(shape, BACKGROUND, np.uint8)
        for outline, value in ((self.body, CYTOPLASM), (self.nucleus, NUCLEUS)):
            top, left, window = outline.window(shape)
            inside = outline.distance(top, left, window) > 0
            mask[top : top + window[0], left : left + window[1]][inside] = value
        return mask

    def draw(self, rng: np.random.Generator, canvas: Canvas, stain: Stain) -> None:
        """Lay the cell over a canvas."""
        self._draw_cytoplasm(rng, canvas, stain)
        top, left, window = self.nucleus.window(canvas.shape)
        if 0 in window:
            return
        radius = float(self.nucleus.radii.mean())
        distance = self.nucleus.distance(top, left, window)
        density, coverage = nucleus_density(rng, distance, stain, radius, condensed=rng.beta(1, 3))
        if rng.random() < 0.3:
            density *= 1 - 0.5 * self._nucleolus(rng, top, left, window)[..., None]
        canvas.add(top, left, density, 0.95 * coverage)

    def _draw_cytoplasm(self, rng: np.random.Generator, canvas: Canvas, stain: Stain) -> None:
        top, left, window = self.body.window(canvas.shape)
        radius = float(self.body.radii.mean())
        distance = self.body.distance(top, left, window)
        coverage = soft_step(distance, max(1.5, rng.uniform(0.01, 0.1) * radius))
        amount = rng.uniform(0.45, 1.1) * np.ones(window, np.float32)
        amount *= 1 + 0.2 * smooth_noise(rng, window, radius * 0.35)
        granules = smooth_noise(rng, window, radius * 0.07)
        amount += 0.08 * granules + 0.5 * np.clip(granules - rng.uniform(1.6, 3), 0, 1)
        amount += 0.22 * np.exp(-np.maximum(distance, 0) / (0.12 * radius))
        amount *= 1 - rng.uniform(0.2, 0.6) * self._hof(top, left, window, radius)
        amount *= 1 - 0.8 * self._vacuoles(rng, top, left, window, radius)
        pink = 0.35 * rng.beta(1, 2)
        colour = (1 - pink) * stain.cytoplasm + pink * stain.granule
        density = (np.maximum(amount, 0.1) * coverage)[..., None] * colour
        canvas.add(top, left, density, 0.85 * coverage)

    def _nucleolus(
        self, rng: np.random.Generator, top: int, left: int, window: tuple[int, int]
    ) -> np.ndarray:
        """Return the coverage of a pale nucleolus, (rows, cols)."""
        radius = float(self.nucleus.radii.mean())
        place, turn = radius * rng.uniform(0.1, 0.6), rng.uniform(-np.pi, np.pi)
        row, col = self.nucleus.row + place * np.sin(turn), self.nucleus.col + place * np.cos(turn)
        nucleolus = Outline.sample(rng, row, col, radius * rng.uniform(0.1, 0.18))
        return soft_step(nucleolus.distance(top, left, window), 1.5)

    def _hof(self, top: int, left: int, window: tuple[int, int], radius: float) -> np.ndarray:
        """Return the pale Golgi zone beside the nucleus, (rows, cols) in [0, 1]."""
        inward = np.array([self.body.row - self.nucleus.row, self.body.col - self.nucleus.col])
        inward = inward / max(1e-6, float(np.hypot(*inward)))
        row, col = np.array([self.nucleus.row, self.nucleus.col]) + inward * (
            0.95 * self.nucleus.radii.mean()
        )
        rows = np.arange(top, top + window[0])[:, None] - row
        cols = np.arange(left, left + window[1])[None] - col
        return np.exp(-(rows**2 + cols**2) / (2 * (0.28 * radius) ** 2)).astype(np.float32)

    def _vacuoles(
        self,
        rng: np.random.Generator,
        top: int,
        left: int,
        window: tuple[int, int],
        radius: float,
    ) -> np.ndarray:
        """Return the coverage of small clear droplets in the cytoplasm, (rows, cols)."""
        total = np.zeros(window, np.float32)
        for _ in range(rng.choice((0, 0, 0, 1, 2, 5))):
            place, turn = radius * np.sqrt(rng.uniform(0, 0.8)), rng.uniform(-np.pi, np.pi)
            row, col = self.body.row + place * np.sin(turn), self.body.col + place * np.cos(turn)
            droplet = Outline.sample(rng, row, col, radius * rng.uniform(0.03, 0.1))
            np.maximum(total, soft_step(droplet.distance(top, left, window), 1.5), out=total)
        return total
