"""Find the cells of an image layer."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from mmcsam.inference.segmenter import Segmenter

from .labels_layer import LayerData, labels_layer


class Found(NamedTuple):
    """What was found in an image layer.

    Attributes:
        layer: The cells, as a labels layer.
        notes: What is to be said of them.
    """

    layer: LayerData
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Prediction:
    """What an image layer is predicted with; :class:`Segmenter` says more of each.

    Attributes:
        model: A packed model, or the name of a known one.
        cell_width: How wide cells are, in pixels; None if not known.
        score_threshold: Cells below this score are left out.
        as_shown: Whether the layer's contrast limits are the intensities of black and white; else
            those of the model's training images are, and 8 bits are taken as they are.
    """

    model: str | Path
    cell_width: float | None = None
    score_threshold: float = 0.5
    as_shown: bool = False

    def __call__(self, image: Any, position: Sequence[float] = ()) -> Found:
        """Find the cells of a layer.

        Args:
            image: A ``napari.layers.Image``.
            position: Where the viewer is, a world coordinate for each of its axes: of a stack the
                plane that is shown is taken.

        Returns:
            Found: A layer in the place of the image.

        Raises:
            ImportError: If what runs the model is not installed.
            OSError: If the model cannot be read.
            ValueError: If the model is damaged, or the image or a setting cannot be used.
        """
        low, high = map(float, image.contrast_limits)
        segmenter = Segmenter(
            self.model,
            cell_width=self.cell_width,
            score_threshold=self.score_threshold,
            intensity=(low, high) if self.as_shown else None,
        )
        cells = segmenter(shown_plane(image, position), name=image.name)
        size = (cells.width, cells.height)
        labels, attributes, kind = labels_layer(
            cells.objects(), size, _file_name(image), cells.classes
        )
        attributes["name"] = f"{image.name} cells"
        attributes |= {name: getattr(image, name)[-2:] for name in ("scale", "translate")}
        return Found((labels, attributes, kind), cells.notes)


def shown_plane(image: Any, position: Sequence[float]) -> Any:
    """Return the plane of an image layer that is shown, not in memory if the layer's data are not.

    Args:
        image: A ``napari.layers.Image``.
        position: In world coordinates, of all axes of the viewer.
    """
    data = image.data[0] if image.multiscale else image.data
    before = image.ndim - 2  # axes of a stack
    if before == 0:
        return data
    place = image.world_to_data(position)[:before]
    last = [length - 1 for length in data.shape[:before]]
    return data[tuple(min(max(round(at), 0), end) for at, end in zip(place, last, strict=True))]


def _file_name(image: Any) -> str:
    path = getattr(image.source, "path", None)
    return Path(path).name if path else image.name
