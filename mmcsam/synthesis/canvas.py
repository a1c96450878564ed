"""The light path through a drawn smear."""

import numpy as np


class Canvas:
    """Optical density of a field of view, built up object by object.

    Attributes:
        density: (rows, cols, 3), float32, optical density of all objects so far.
    """

    def __init__(self, shape: tuple[int, int]) -> None:
        self.shape = shape
        self.density = np.zeros((*shape, 3), np.float32)

    def add(self, top: int, left: int, density: np.ndarray, displaced: np.ndarray | float) -> None:
        """Lay an object over what is there.

        Args:
            top: First row of the object's window.
            left: First column of the object's window.
            density: (rows, cols, 3), the object's optical density.
            displaced: (rows, cols) or a number, in [0, 1]: how much of the density below goes. A
                cell pushes red cells aside, so they shine through it only a little.
        """
        rows, cols = density.shape[:2]
        below = self.density[top : top + rows, left : left + cols]
        if isinstance(displaced, np.ndarray):
            displaced = displaced[..., None]
        below *= 1 - displaced
        below += density

    def light(self, glass: np.ndarray) -> np.ndarray:
        """Return the RGB light, (rows, cols, 3) float32 in [0, 255], with ``glass`` behind."""
        return glass * np.exp(-self.density)
