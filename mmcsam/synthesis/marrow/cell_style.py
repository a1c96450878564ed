"""What fixing and staining do to all cells of a slide alike."""

from dataclasses import dataclass, replace

import numpy as np

from .chromatin import Chromatin
from .cytoplasm import Cytoplasm
from .kinds.plasma_cell import draw_plasma_cell
from .nucleated_cell import NucleatedCell

_ALIKE = 0.35  # share of slides on which all nuclei have one texture


@dataclass(frozen=True)
class CellStyle:
    """Factors on the looks of all cells of a slide.

    Without it a kind of cell could be told by its texture alone, as drawn, and a model would learn
    that: real slides differ more from one another than the kinds on one of them.

    Attributes:
        grain: Of the chromatin.
        clumps: Likewise.
        gaps: Likewise.
        edge: Softness of the nuclei's and bodies' outlines.
        body: Patches, grain and rim of the cytoplasm.
        chromatin: Of all nuclei; None leaves each kind its own.
    """

    grain: float = 1.0
    clumps: float = 1.0
    gaps: float = 1.0
    edge: float = 1.0
    body: float = 1.0
    chromatin: Chromatin | None = None

    @classmethod
    def sample(cls, rng: np.random.Generator) -> "CellStyle":
        """Draw one slide's style."""
        grain, clumps, gaps, edge, body = np.exp(rng.normal(0, (0.3, 0.4, 0.5, 0.3, 0.4))).tolist()
        one = draw_plasma_cell(rng, 0, 0, 1).chromatin if rng.random() < _ALIKE else None
        return cls(grain, clumps, gaps, edge, body, one)

    def applied(self, cell: NucleatedCell) -> NucleatedCell:
        """Return a cell as it looks on this slide."""
        own = cell.chromatin
        if self.chromatin is not None:
            own = replace(self.chromatin, density=own.density, edge=own.edge)
        chromatin = replace(
            own,
            grain=own.grain * self.grain,
            clumps=own.clumps * self.clumps,
            gaps=min(0.85, own.gaps * self.gaps),
            edge=own.edge * self.edge,
        )
        body: Cytoplasm = cell.cytoplasm
        cytoplasm = replace(
            body,
            patches=body.patches * self.body,
            grain=body.grain * self.body,
            rim=body.rim * self.body,
            edge=body.edge * self.edge,
        )
        return replace(cell, chromatin=chromatin, cytoplasm=cytoplasm)
