"""Find the cells of images."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from mmcsam.images.intensity import IntensityMapping
from mmcsam.images.source import ImageSource, open_source
from mmcsam.structures.instance_mask import InstanceMask
from mmcsam.structures.placed_crops import shared_pixels

from .backends.pytorch import Detection, PyTorchBackend
from .cells import Cell, Cells
from .merging import MARGIN, TileInstance, centred_window, merge_tiles, touches_inner_edge
from .model_files import load_model
from .preparation import Preparation
from .scale import Scale, choose_scale
from .tiling import Box, plan_tiles

_CONTEXT = 320  # see plan_tiles
_LOOKS = 3  # at a cell that its window cuts


class Segmenter:
    """A model that finds the cells of images.

    Images are prepared by the steps of the model's own test pipeline. One that is larger than a
    tile is predicted in tiles that overlap so far that each cell is found once and as in the whole
    image; memory does not grow with the image then, where its file can be read in parts.

    Args:
        model: A packed model, or a config with ``checkpoint``.
        checkpoint: The config's checkpoint; only its weights are read.
        device: As PyTorch names it; None takes a GPU where there is one.
        cell_width: How wide cells are in the images, in pixels; scales them to the model's.
        pixel_size: Micrometres a pixel of the images; scales them likewise, where the model knows
            its own. None takes what a file says.
        intensity: Intensities that become 0 and 255, for images of other than 8 bits; None takes
            the model's own.
        score_threshold: Cells below this score are left out.
        tile: Largest side of what the network sees at once, in its pixels; a multiple of 64.

    Raises:
        OSError: If a file cannot be read.
        ValueError: If the model is damaged or its parts do not fit, or an argument is out of range.
    """

    def __init__(
        self,
        model: str | Path,
        checkpoint: str | Path | None = None,
        *,
        device: str | None = None,
        cell_width: float | None = None,
        pixel_size: float | None = None,
        intensity: tuple[float, float] | None = None,
        score_threshold: float = 0.5,
        tile: int = 1024,
    ) -> None:
        for name, value in (("cell_width", cell_width), ("pixel_size", pixel_size)):
            if value is not None and not 0 < value < float("inf"):
                raise ValueError(f"{name} is {value}, expected a number above 0")
        plan_tiles(1, 1, tile, _CONTEXT)  # so that a bad tile is refused before anything is read
        self.card, weights = load_model(model, checkpoint)
        self.backend = PyTorchBackend(self.card, weights, device, str(model))
        self.preparation = Preparation(self.card.pipeline)
        self.weights_file = Path(model if checkpoint is None else checkpoint)
        self.intensity = intensity
        self.cell_width = cell_width
        self.pixel_size = pixel_size
        self.score_threshold = score_threshold
        self.tile = tile
        self._mapping = None if intensity is None else IntensityMapping(*intensity)
        if intensity is None and self.card.intensity is not None:
            self._mapping = IntensityMapping(
                self.card.intensity["low"], self.card.intensity["high"]
            )

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
        scale = choose_scale(
            self.preparation, self.card, source, self.cell_width, self.pixel_size, self.tile
        )
        notes: list[str] = []
        if scale.tiled:
            cells = self._in_tiles(source, scale, notes)
        else:
            factor = None if scale.as_in_test else scale.factor
            cells = self._cells(self._detect(source, scale.whole, scale, factor, notes), source)
        cells = [cell for cell in cells if cell.score >= self.score_threshold]
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

    def _in_tiles(self, source: ImageSource, scale: Scale, notes: list[str]) -> list[Cell]:
        size = scale.network_size
        tiles = plan_tiles(*size, self.tile, _CONTEXT)
        found: list[TileInstance] = []
        for number, tile in enumerate(tiles):
            for cell in self._window_cells(source, tile.window, scale, notes):
                box = scale.to_network(cell.mask)
                centre = ((box.left + box.right) / 2, (box.top + box.bottom) / 2)
                mine = tile.core.grown(MARGIN).contains(*centre)
                if mine and touches_inner_edge(box, tile.window, size):
                    cell = self._seen_whole(source, cell, box, scale, notes)
                found.append(TileInstance(number, cell.mask, cell.score, cell.label, centre))
        kept = merge_tiles(found, tiles, size)
        return [Cell(one.mask, one.score, one.label) for one in kept]

    def _seen_whole(
        self, source: ImageSource, cell: Cell, box: Box, scale: Scale, notes: list[str]
    ) -> Cell:
        """Look again at a cell that reaches the edge of its window, in a window around it.

        What was cut off lies to one side, so the new window may cut it too.
        """
        for _ in range(_LOOKS):
            window = centred_window(box, self.tile, scale.network_size)
            others = self._window_cells(source, window, scale, notes)
            same = [other for other in others if other.label == cell.label]
            cell = max(same, key=lambda other: _overlap(cell.mask, other.mask), default=cell)
            box = scale.to_network(cell.mask)
            if not touches_inner_edge(box, window, scale.network_size):
                return cell
        note = "a cell is larger than what the network sees at once, and is cut"
        if note not in notes:
            notes.append(note)
        return cell

    def _window_cells(
        self, source: ImageSource, window: Box, scale: Scale, notes: list[str]
    ) -> list[Cell]:
        place = scale.to_image(window)
        detections = self._detect(source, place, scale, scale.factor, notes)
        return self._cells(detections, source, place.left, place.top)

    def _detect(
        self,
        source: ImageSource,
        place: Box,
        scale: Scale,
        factor: float | None,
        notes: list[str],
    ) -> list[Detection]:
        pixels = self._read(source, place)
        data = self.preparation(pixels, factor)
        detections, full = self.backend.detect(data, scale.area_of(place))
        note = "the detector's limit of objects was reached; there may be more"
        if full and note not in notes:
            notes.append(note)
        return detections

    def _read(self, source: ImageSource, place: Box) -> np.ndarray:
        """Return a part of an image as MMDetection reads files; what lies outside is black."""
        inside = place.clipped((source.width, source.height))
        pixels = source.read(inside.left, inside.top, inside.width, inside.height)
        if self._mapping is not None:
            pixels = self._mapping.apply(pixels)[0]
        elif pixels.dtype != np.uint8:
            raise ValueError(
                f"{source.name}: its intensities are {pixels.dtype}, expected 8 bits as the model "
                "was trained on; give the intensities of black and white (--range LOW HIGH)"
            )
        grey = pixels.ndim == 2
        colours = np.repeat(pixels[..., None], 3, axis=2) if grey else pixels[..., ::-1]
        if inside == place:
            return np.ascontiguousarray(colours)
        whole = np.zeros((place.height, place.width, 3), np.uint8)
        whole[: inside.height, : inside.width] = colours
        return whole

    def _cells(
        self, detections: list[Detection], source: ImageSource, left: int = 0, top: int = 0
    ) -> list[Cell]:
        size = (source.width, source.height)
        cells = []
        for detection in detections:
            x, y = left + detection.left, top + detection.top
            crop = detection.crop[: size[1] - y, : size[0] - x]  # the rest lies behind the image
            if crop.size and crop.any():
                mask = InstanceMask.cut(crop.view(np.uint8), x, y, size)
                cells.append(Cell(mask, detection.score, detection.label))
        return cells


def _overlap(first: InstanceMask, second: InstanceMask) -> int:
    return shared_pixels(
        (first.crop > 0, first.left, first.top), (second.crop > 0, second.left, second.top)
    )
