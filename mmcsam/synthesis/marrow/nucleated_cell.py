"""A nucleated cell of any kind."""

from dataclasses import dataclass, replace

import numpy as np

from mmcsam.synthesis.canvas import Canvas
from mmcsam.synthesis.outline import Outline
from mmcsam.synthesis.stain import Stain

from .chromatin import Chromatin
from .cytoplasm import Cytoplasm


@dataclass(frozen=True)
class NucleatedCell:
    """Where a cell lies and how it is painted.

    Attributes:
        nuclei: Outlines of its nuclei, or of the lobes of one.
        chromatin: Looks of the nuclei.
        body: Outline of the cytoplasm, which a nucleus may reach beyond; None for a bare nucleus.
        cytoplasm: Looks of the body.
        is_plasma: Whether it is a plasma cell.
        displaced: How much of what lies below is hidden, in [0, 1].
    """

    nuclei: tuple[Outline, ...]
    chromatin: Chromatin
    body: Outline | None = None
    cytoplasm: Cytoplasm = Cytoplasm()
    is_plasma: bool = False
    displaced: float = 0.85

    @property
    def outlines(self) -> tuple[Outline, ...]:
        """All outlines; the cell is their union."""
        return self.nuclei if self.body is None else (self.body, *self.nuclei)

    def moved(self, rows: float, cols: float) -> "NucleatedCell":
        """Return the cell at another place."""

        def shifted(outline: Outline) -> Outline:
            return replace(outline, row=outline.row + rows, col=outline.col + cols)

        body = None if self.body is None else shifted(self.body)
        return replace(self, nuclei=tuple(map(shifted, self.nuclei)), body=body)

    def mask(self, shape: tuple[int, int]) -> tuple[np.ndarray, int, int]:
        """Return the cell's pixels in its own window.

        Returns:
            tuple: (rows, cols) bool, the window's top and left. The window may be empty.
        """
        top, left, window = self._window(shape)
        inside = np.zeros(window, bool)
        for outline in self.outlines:
            inside |= outline.distance(top, left, window) > 0
        return inside, top, left

    def draw(self, rng: np.random.Generator, canvas: Canvas, stain: Stain) -> None:
        """Lay the cell over a canvas."""
        top, left, window = self._window(canvas.shape)
        if 0 in window:
            return
        if self.body is not None:
            density, coverage = self.cytoplasm.paint(
                rng, self.body, self._hof(), top, left, window, stain
            )
            canvas.add(top, left, density, self.displaced * coverage)
        density, coverage = self.chromatin.paint(rng, self.nuclei, top, left, window, stain)
        canvas.add(top, left, density, 0.95 * coverage)

    def _window(self, shape: tuple[int, int]) -> tuple[int, int, tuple[int, int]]:
        """Return top, left, rows and columns of what all outlines touch."""
        boxes = np.array(
            [
                (top, left, top + rows, left + cols)
                for top, left, (rows, cols) in (one.window(shape) for one in self.outlines)
                if rows and cols
            ]
        )
        if not len(boxes):
            return 0, 0, (0, 0)
        top, left = boxes[:, :2].min(axis=0).tolist()
        bottom, right = boxes[:, 2:].max(axis=0).tolist()
        return top, left, (bottom - top, right - left)

    def _hof(self) -> tuple[float, float] | None:
        """Return the place of the Golgi zone: beside the nucleus, where the cytoplasm is widest."""
        if self.body is None or not self.cytoplasm.hof:
            return None
        nucleus = self.nuclei[0]
        inward = np.array([self.body.row - nucleus.row, self.body.col - nucleus.col])
        inward = inward / max(1e-6, float(np.hypot(*inward)))
        row, col = np.array([nucleus.row, nucleus.col]) + inward * 0.95 * nucleus.radii.mean()
        return float(row), float(col)
