"""The images that a report shows."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from mmcsam.jobs.progress import progress
from mmcsam.visualization import draw_error_map
from mmcsam.visualization.overlay import draw_overlay

from .evaluated_model import EvaluatedModel
from .image_outcome import ImageOutcome
from .picture import data_uri, read_panel

SHOWN = 12
SHOWN_EACH_WAY = 6


class Panel(NamedTuple):
    """A picture: what it shows, in words, and the picture itself as an address."""

    caption: str
    address: str


class GalleryEntry(NamedTuple):
    """One image: its name, its figures in words, and its panels."""

    file_name: str
    figures: str
    panels: list[Panel]


def worst_and_median(outcomes: Sequence[ImageOutcome], count: int = SHOWN) -> tuple[list, list]:
    """Choose images by their panoptic quality, ties by file name.

    Images where it is not defined, without true and predicted cells, are left out. No image is
    among both, so each holds a third of the images at most.

    Args:
        outcomes: Of one model.
        count: Images of each kind, if there are enough.

    Returns:
        tuple: Places of the worst images, the worst first, and of those around the median.
    """
    ranked = sorted(
        (place for place, outcome in enumerate(outcomes) if not np.isnan(outcome.pq)),
        key=lambda place: (outcomes[place].pq, outcomes[place].file_name),
    )
    count = min(count, math.ceil(len(ranked) / 3))
    start = max(count, (len(ranked) - count) // 2)
    return ranked[:count], ranked[start : start + count]


def most_different(
    first: Sequence[ImageOutcome], second: Sequence[ImageOutcome], count: int = SHOWN_EACH_WAY
) -> tuple[list, list]:
    """Choose the images in which two models differ most in panoptic quality, ties by file name.

    Args:
        first: Outcomes of one model.
        second: Of the other, for the same images.
        count: Images of each kind.

    Returns:
        tuple: Places of images where the second model is better, and where the first is, the
        largest difference first.
    """
    gains = {
        place: after.pq - before.pq
        for place, (before, after) in enumerate(zip(first, second, strict=True))
        if not np.isnan(before.pq) and not np.isnan(after.pq)
    }
    ranked = sorted(gains, key=lambda place: (-gains[place], first[place].file_name))
    better = [place for place in ranked if gains[place] > 0]
    worse = sorted(
        (place for place in ranked if gains[place] < 0),
        key=lambda place: (gains[place], first[place].file_name),
    )
    return better[:count], worse[:count]


def draw_errors(
    model: EvaluatedModel, places: Sequence[int], images: dict[str, Path]
) -> list[GalleryEntry]:
    """Draw true cells, predicted cells and an error map of some images.

    Args:
        model: Whose predictions.
        places: Of the images.
        images: Image files by name; a name that is not among them gets a plain background.

    Raises:
        OSError: If an image cannot be read.
        ValueError: If a file is no image, or of another size than its masks.
    """
    entries = []
    for place in progress(places, "drawing", len(places)):
        outcome = model.outcomes[place]
        panel = read_panel(images.get(outcome.file_name), outcome.size)
        errors = draw_error_map(
            panel.shape[1::-1], outcome.truth, outcome.prediction, outcome.found, outcome.false
        )
        panels = [
            Panel("true cells", data_uri(draw_overlay(panel, outcome.truth))),
            Panel("predicted cells", data_uri(draw_overlay(panel, outcome.prediction))),
            Panel("errors", data_uri(errors)),
        ]
        entries.append(GalleryEntry(outcome.file_name, _figures(outcome), panels))
    return entries


def draw_two_models(
    first: EvaluatedModel,
    second: EvaluatedModel,
    places: Sequence[int],
    images: dict[str, Path],
) -> list[GalleryEntry]:
    """Draw the true cells and both models' error maps of some images; see :func:`draw_errors`."""
    entries = []
    for place in progress(places, "drawing", len(places)):
        outcomes = first.outcomes[place], second.outcomes[place]
        panel = read_panel(images.get(outcomes[0].file_name), outcomes[0].size)
        panels = [Panel("true cells", data_uri(draw_overlay(panel, outcomes[0].truth)))]
        for model, outcome in zip((first, second), outcomes, strict=True):
            errors = draw_error_map(
                panel.shape[1::-1], outcome.truth, outcome.prediction, outcome.found, outcome.false
            )
            panels.append(Panel(f"errors of {model.name}", data_uri(errors)))
        figures = f"PQ {outcomes[0].pq:.3f} and {outcomes[1].pq:.3f}"
        entries.append(GalleryEntry(outcomes[0].file_name, figures, panels))
    return entries


def _figures(outcome: ImageOutcome) -> str:
    found, false = int(outcome.found.sum()), int(outcome.false.sum())
    parts = [
        f"PQ {outcome.pq:.3f}",
        f"{found} of {len(outcome.truth)} found",
        f"{false} false",
    ]
    if found:
        parts.append(f"mean IoU {outcome.iou[outcome.found].mean():.3f}")
    return ", ".join(parts)
