"""Find the cells of images."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from mmcsam.images.intensity import IntensityMapping
from mmcsam.images.source import ImageSource, open_source
from mmcsam.structures.instance_mask import InstanceMask
from mmcsam.structures.placed_crops import shared_pixels

from .backends import open_backend
from .cells import Cell, Cells
from .merging import MARGIN, TileInstance, centred_window, merge_tiles, touches_inner_edge
from .model.catalogue import find_model
from .pipeline_steps import PipelineSteps
from .scale import Scale, choose_scale
from .tiling import Box, Tile, plan_tiles
from .window import ImagePart, window_cells

_CONTEXT = 320  # see plan_tiles
_LOOKS = 3  # at a cell that its window cuts
_CUT = "a cell is larger than what the network sees at once, and is cut"


class Segmenter:
    """A model that finds the cells of images.

    Images are prepared by the steps of the model's own test pipeline. One that is larger than a
    tile is predicted in tiles that overlap so far that each cell is found once and as in the whole
    image. What memory is taken then grows with the cells found and hardly with the image, where its
    file can be read in parts.

    Args:
        model: A packed model, the name of a known one, what ``export-model`` wrote, or a config
            with ``checkpoint``; None is the model for plasma cells that comes with mmcsam.
        checkpoint: The config's checkpoint; only its weights are read.
        device: As PyTorch names it; None takes a GPU where there is one.
        cell_width: How wide cells are in the images, in pixels; scales them to the model's.
        pixel_size: Micrometres a pixel of the images; scales them likewise, where the model knows
            its own. None takes what a file says.
        intensity: Intensities that become 0 and 255; None takes 8 bits as they are, and for others
            what the model's training images went through.
        score_threshold: Cells below this score are left out.
        tile: Largest side of what the network sees at once, in its pixels; a multiple of 64. Half
            of it takes a third of the memory, and computes three times as many pixels, since tiles
            overlap.
        backend: What runs the network, see :func:`open_backend`; None chooses.

    Raises:
        ImportError: If what runs the model is not installed.
        OSError: If a file cannot be read.
        ValueError: If the model is damaged or its parts do not fit, or an argument is out of range.
    """

    def __init__(
        self,
        model: str | Path | None = None,
        checkpoint: str | Path | None = None,
        *,
        device: str | None = None,
        cell_width: float | None = None,
        pixel_size: float | None = None,
        intensity: tuple[float, float] | None = None,
        score_threshold: float = 0.5,
        tile: int = 2048,
        backend: str | None = None,
    ) -> None:
        for name, value in (("cell_width", cell_width), ("pixel_size", pixel_size)):
            if value is not None and not 0 < value < float("inf"):
                raise ValueError(f"{name} is {value}, expected a number above 0")
        plan_tiles(1, 1, tile, _CONTEXT)  # so that a bad tile is refused before anything is read
        file = find_model(model)
        self.backend, self.card = open_backend(file, checkpoint, device, backend, score_threshold)
        self.prepare = self.backend.prepare
        self.steps = PipelineSteps(self.card.pipeline)
        self.device = device
        self.weights_file = Path(file if checkpoint is None else checkpoint)
        if self.weights_file.suffix == ".xml":  # OpenVINO's weights lie beside the network
            self.weights_file = self.weights_file.with_suffix(".bin")
        self.intensity = intensity
        self.cell_width = cell_width
        self.pixel_size = pixel_size
        self.score_threshold = score_threshold
        self.tile = tile
        self._given = None if intensity is None else IntensityMapping(*intensity)
        known = self.card.intensity
        self.recorded = (
            None
            if known is None
            else IntensityMapping.from_info(known, f"{file}: the intensity of its card")
        )

    @property
    def on_gpu(self) -> bool:
        """Whether the network runs on a GPU."""
        return not self.backend.device.startswith("cpu")

    def to(self, device: str | None) -> None:
        """Move the network to a device; None takes a GPU where there is one."""
        self.backend.to(device)

    def __call__(self, image: object, name: str | None = None, **options: Any) -> Cells:
        """Find the cells of an image.

        Args:
            image: A path, an array (h, w) or (h, w, 3 or 4) of red, green, blue, a PIL image, a
                tensor, or anything that slices, such as a zarr array.
            name: What to call it; None takes the path.
            **options: Of :func:`open_source`, such as ``page``.

        Returns:
            Cells: By descending score.

        Raises:
            UnusableFileError: If the image cannot be used.
            OSError: If it cannot be read.
        """
        with open_source(image, name=name, **options) as source:
            return self.segment(source)

    def stream(self, images: Iterable[object]) -> Iterator[Cells]:
        """Find the cells of many images, one after the other, with no more than one in memory."""
        for image in images:
            yield self(image)

    def segment(self, source: ImageSource) -> Cells:
        """Find the cells of an image that is open."""
        numbers = range(self.count_parts(source))
        return self.join(source, [self.predict_part(source, number) for number in numbers])

    def count_parts(self, source: ImageSource) -> int:
        """Return into how many parts an image is cut; they can be predicted by several processes.

        Raises:
            ValueError: If a width or size was given that the model does not know of itself.
        """
        return len(self._tiles(self.scale_of(source)))

    def predict_part(self, source: ImageSource, number: int) -> ImagePart:
        """Find the cells of a part, from 0, and those around it that other parts may know better.

        Raises:
            UnusableFileError: If the image cannot be used.
            ValueError: If it is not of 8 bits and there is no mapping of intensities.
        """
        scale = self.scale_of(source)
        tile = self._tiles(scale)[number]
        mine = tile.core.grown(MARGIN)
        part = ImagePart([], [])
        for cell in self._look(source, tile.window, scale, part.notes):
            box = scale.to_network(cell.mask)
            centre = ((box.left + box.right) / 2, (box.top + box.bottom) / 2)
            if not mine.contains(*centre):  # merge_tiles would not take it
                continue
            if touches_inner_edge(box, tile.window, scale.network_size):
                cell = self._seen_whole(source, cell, box, scale, part.notes)
            part.found.append(TileInstance(number, cell.mask, cell.score, cell.label, centre))
        return part

    def join(self, source: ImageSource, parts: Sequence[ImagePart]) -> Cells:
        """Put the parts of an image together, all of them, in order."""
        scale = self.scale_of(source)
        found = [one for part in parts for one in part.found]
        if scale.tiled:
            found = merge_tiles(found, self._tiles(scale), scale.network_size)
        cells = [
            Cell(one.mask, one.score, one.label)
            for one in found
            if one.score >= self.score_threshold
        ]
        notes = list(dict.fromkeys(note for part in parts for note in part.notes))
        if self.recorded and self.recorded.high <= 255 and not self._given:
            notes.append(
                f"taken as it is; if the converter has not written it, give --range "
                f"{self.recorded.low:g} {self.recorded.high:g} as in the training"
            )
        notes += scale.notes([cell.mask.bbox[2:] for cell in cells], self.card.cell_width)
        return Cells(
            tuple(sorted(cells, key=lambda cell: (-cell.score, cell.mask.top, cell.mask.left))),
            self.card.classes,
            source.width,
            source.height,
            source.name,
            self.pixel_size or source.pixel_size,
            tuple(notes),
        )

    def scale_of(self, source: ImageSource) -> Scale:
        """Return at what scale the network sees an image.

        Raises:
            ValueError: If a width or size was given that the model does not know of itself.
        """
        return choose_scale(
            self.steps, self.card, source, self.cell_width, self.pixel_size, self.tile
        )

    def _tiles(self, scale: Scale) -> Sequence[Tile]:
        """Return an image's tiles in network pixels; one of all of it if it is not tiled."""
        if scale.tiled:
            return _planned(*scale.network_size, self.tile)
        whole = Box(0, 0, *scale.network_size)
        return [Tile(whole, whole)]

    def _look(self, source: ImageSource, window: Box, scale: Scale, notes: list[str]) -> list[Cell]:
        place = scale.to_image(window) if scale.tiled else scale.whole
        return window_cells(
            source, place, scale, self.prepare, self.backend, self.mapping_of(source), notes
        )

    def mapping_of(self, source: ImageSource) -> IntensityMapping | None:
        """Return the mapping of an image; one of 8 bits has been mapped already, or needs none."""
        return self._given or (None if source.dtype == np.uint8 else self.recorded)

    def _seen_whole(
        self, source: ImageSource, cell: Cell, box: Box, scale: Scale, notes: list[str]
    ) -> Cell:
        """Look again at a cell that reaches the edge of its window, in a window around it.

        What was cut off lies to one side, so the new window may cut it too.
        """
        for _ in range(_LOOKS):
            window = centred_window(box, self.tile, scale.network_size)
            others = self._look(source, window, scale, notes)
            same = [other for other in others if other.label == cell.label]
            cell = max(same, key=lambda other: _overlap(cell.mask, other.mask), default=cell)
            box = scale.to_network(cell.mask)
            if not touches_inner_edge(box, window, scale.network_size):
                return cell
        if _CUT not in notes:
            notes.append(_CUT)
        return cell


@lru_cache(maxsize=1)
def _planned(width: int, height: int, tile: int) -> tuple[Tile, ...]:
    """Return the tiles of an image, which are asked for again for each of its parts."""
    return tuple(plan_tiles(width, height, tile, _CONTEXT))


def _overlap(first: InstanceMask, second: InstanceMask) -> int:
    return shared_pixels(
        (first.crop > 0, first.left, first.top), (second.crop > 0, second.left, second.top)
    )
