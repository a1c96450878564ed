"""Which kinds of cells are found."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from .image_outcome import ImageOutcome
from .true_cells import TOUCHING_PX, TrueCells


class BreakdownRow(NamedTuple):
    """How a model does on one kind of true cells.

    Attributes:
        name: What the cells have in common.
        cells: How many there are.
        found: Share of them that has a partner, in [0, 1]; NaN without cells.
        mean_iou: Mean IoU of those that were found; NaN if none was.
    """

    name: str
    cells: int
    found: float
    mean_iou: float


def breakdowns(cells: TrueCells, outcomes: Sequence[ImageOutcome]) -> dict[str, list[BreakdownRow]]:
    """Break the found cells down by area, neighbours and place.

    Args:
        cells: The true cells.
        outcomes: Of the same images in the same order.

    Returns:
        dict: Rows by what the cells are told apart by. Areas are told apart at the quartiles of the
        data set's true cells.
    """
    iou = np.concatenate([np.zeros(0), *(outcome.iou for outcome in outcomes)])
    found = np.concatenate([np.zeros(0, bool), *(outcome.found for outcome in outcomes)])
    kinds = {
        "Area": _quartiles(cells.area),
        "Neighbours": {
            f"touching ({TOUCHING_PX} px or less)": cells.touching,
            "isolated": ~cells.touching,
        },
        "Place": {"at the image border": cells.at_border, "inside": ~cells.at_border},
    }
    return {
        title: [_row(name, chosen, found, iou) for name, chosen in masks.items()]
        for title, masks in kinds.items()
    }


def _quartiles(area: np.ndarray) -> dict[str, np.ndarray]:
    """Return which cells lie in each quarter; equal areas lie in the same one."""
    if not area.size:
        return {}
    bounds = np.unique(np.quantile(area, [0.25, 0.5, 0.75], method="lower"))
    quarter = np.searchsorted(bounds, area)
    chosen = (quarter == place for place in range(len(bounds) + 1))
    return {
        f"{area[mask].min():,} to {area[mask].max():,} px": mask for mask in chosen if mask.any()
    }


def _row(name: str, chosen: np.ndarray, found: np.ndarray, iou: np.ndarray) -> BreakdownRow:
    cells, hits = int(chosen.sum()), int((chosen & found).sum())
    return BreakdownRow(
        name,
        cells,
        hits / cells if cells else float("nan"),
        float(iou[chosen & found].mean()) if hits else float("nan"),
    )
