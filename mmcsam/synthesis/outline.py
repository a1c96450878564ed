"""Closed outlines of cells and nuclei."""

from dataclasses import dataclass

import numpy as np

_ANGLES = np.linspace(-np.pi, np.pi, 361)


@dataclass(frozen=True)
class Outline:
    """A star-shaped closed curve: a radius for every angle about a centre.

    Attributes:
        row: Centre row, in pixels.
        col: Centre column, in pixels.
        radii: (361,), the radius in pixels from -pi to pi.
    """

    row: float
    col: float
    radii: np.ndarray

    @classmethod
    def sample(
        cls,
        rng: np.random.Generator,
        row: float,
        col: float,
        radius: float,
        elongation: float = 0.15,
        roughness: float = 0.04,
        harmonics: int = 6,
    ) -> "Outline":
        """Draw an irregular ellipse.

        Args:
            rng: Source of randomness.
            row: Centre row, in pixels.
            col: Centre column, in pixels.
            radius: Mean radius, in pixels.
            elongation: Largest relative difference between the axes.
            roughness: Relative deviation of the second harmonic and above, which falls with 1/k.
            harmonics: Highest harmonic. More gives a more ragged edge.
        """
        stretch = 1 + elongation * rng.uniform(0, 1)
        turned = _ANGLES - rng.uniform(-np.pi, np.pi)
        shape = 1 / np.sqrt((np.cos(turned) / stretch) ** 2 + (np.sin(turned) * stretch) ** 2)
        orders = np.arange(2, harmonics + 1)
        amplitudes = rng.normal(0, roughness, orders.size) * (2 / orders)
        phases = rng.uniform(-np.pi, np.pi, orders.size)
        shape += (amplitudes[:, None] * np.cos(orders[:, None] * _ANGLES + phases[:, None])).sum(0)
        return cls(row, col, radius * np.maximum(shape, 0.3))

    def window(self, shape: tuple[int, int]) -> tuple[int, int, tuple[int, int]]:
        """Return the part of an image that the curve and its soft edge can touch.

        Args:
            shape: Rows and columns of the image.

        Returns:
            tuple: Top, left and (rows, cols). Rows or cols are 0 if the curve lies outside.
        """
        reach = float(self.radii.max()) + 2
        top, left = max(0, int(self.row - reach)), max(0, int(self.col - reach))
        bottom = min(shape[0], int(np.ceil(self.row + reach)) + 1)
        right = min(shape[1], int(np.ceil(self.col + reach)) + 1)
        return top, left, (max(0, bottom - top), max(0, right - left))

    def distance(self, top: int, left: int, shape: tuple[int, int]) -> np.ndarray:
        """Return the radial distance to the curve over a window, positive inside.

        Args:
            top: First row of the window.
            left: First column of the window.
            shape: Rows and columns of the window.

        Returns:
            np.ndarray: (rows, cols), float32, in pixels.
        """
        rows = np.arange(top, top + shape[0], dtype=np.float32)[:, None] - np.float32(self.row)
        cols = np.arange(left, left + shape[1], dtype=np.float32)[None] - np.float32(self.col)
        bins = (np.arctan2(rows, cols) + np.pi) * (360 / (2 * np.pi))
        low = np.clip(bins.astype(np.int32), 0, 359)
        radii = self.radii.astype(np.float32)
        radius = radii[low] + (radii[low + 1] - radii[low]) * (bins - low)
        return (radius - np.hypot(rows, cols)).astype(np.float32)
