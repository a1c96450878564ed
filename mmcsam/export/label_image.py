"""Label images: each pixel holds the number of its object."""

import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from .exported_object import ExportedObject

MAX_16_BIT = 65_535
MAX_UNTILED = 8192 * 8192  # pixels of a label image that is drawn as a whole
_TILE = 1024
_LEVEL = 3  # of zlib: zlib's own choice takes three times as long for half the size
_MAX_TIFF = 2**32 - 2**25  # bytes of pixels; offsets of more need BigTIFF


def draw_label_image(
    objects: Sequence[ExportedObject], image_size: tuple[int, int]
) -> tuple[np.ndarray, int, int]:
    """Draw objects into a label image.

    A pixel holds one object. Of several, the one with the highest score has it; among annotations,
    which have no score, the smallest, so that a large object hides no small one. Between equal ones
    the later has it.

    Args:
        objects: With labels from 1.
        image_size: Width and height, in pixels.

    Returns:
        tuple: (H, W) uint16, or uint32 for more than 65,535 objects, with 0 for the background; the
        pixels that objects lost to others: the sum of their areas less the pixels drawn; and the
        number of objects that lost all of theirs.
    """
    drawing = _Drawing(objects)
    labels = drawing.part(drawing.objects, 0, 0, *image_size)
    return labels, drawing.lost, drawing.hidden


def write_label_image(path: Path, labels: np.ndarray) -> None:
    """Write a label image as a zlib-compressed TIFF of one page."""
    import tifffile

    tifffile.imwrite(path, labels, compression="zlib", photometric="minisblack", metadata=None)


def export_label_image(
    path: Path, objects: Sequence[ExportedObject], image_size: tuple[int, int]
) -> tuple[int, int]:
    """Draw objects into a label image and write it, of which a tile at a time is in memory.

    The pixels are those of ``draw_label_image``. The file is a zlib-compressed TIFF of one page: in
    strips up to ``MAX_UNTILED`` pixels, above that in tiles of 1,024 x 1,024 pixels, and a BigTIFF
    where 32-bit offsets may not do.

    Args:
        path: The file; what is left of it after an error is no whole one.
        objects: With labels from 1.
        image_size: Width and height, in pixels.

    Returns:
        tuple: Pixels lost and objects hidden, as ``draw_label_image`` counts them.

    Raises:
        OSError: If it cannot be written.
    """
    width, height = image_size
    if width * height <= MAX_UNTILED:
        labels, lost, hidden = draw_label_image(objects, image_size)
        write_label_image(path, labels)
        return lost, hidden
    import tifffile

    drawing = _Drawing(objects)
    tifffile.imwrite(
        path,
        _compressed_tiles(drawing, width, height),
        shape=(height, width),
        dtype=drawing.dtype,
        tile=(_TILE, _TILE),
        compression="zlib",
        photometric="minisblack",
        metadata=None,
        bigtiff=width * height * drawing.dtype.itemsize > _MAX_TIFF,
    )
    return drawing.lost, drawing.hidden


def _compressed_tiles(drawing: "_Drawing", width: int, height: int) -> Iterator[bytes]:
    """Yield the tiles from left to right and from top to bottom; those at the end are padded."""
    met = defaultdict(list)
    for item in drawing.objects:
        x, y, w, h = item.mask.bbox
        for row in range(y // _TILE, (y + h - 1) // _TILE + 1):
            for column in range(x // _TILE, (x + w - 1) // _TILE + 1):
                met[row, column].append(item)
    empty = zlib.compress(bytes(_TILE * _TILE * drawing.dtype.itemsize))  # most of a slide
    for row in range(-(-height // _TILE)):
        for column in range(-(-width // _TILE)):
            objects = met.pop((row, column), ())
            if objects:
                labels = drawing.part(objects, column * _TILE, row * _TILE, _TILE, _TILE)
                yield zlib.compress(labels.tobytes(), _LEVEL)
            else:
                yield empty


class _Drawing:
    """A label image that is drawn part by part, each pixel once.

    Attributes:
        objects: In the order in which they are drawn, one over the other.
        dtype: Of the labels.
        lost: Pixels that objects lost to others, once all parts are drawn.
    """

    def __init__(self, objects: Sequence[ExportedObject]) -> None:
        areas = {item.label: int(np.count_nonzero(item.mask.crop)) for item in objects}
        self.objects = sorted(
            objects,
            key=lambda item: (-areas[item.label] if item.score is None else item.score, item.label),
        )
        self.dtype = np.dtype(np.uint16 if len(objects) <= MAX_16_BIT else np.uint32)
        self.lost = sum(areas.values())
        self._shown: set[int] = set()

    @property
    def hidden(self) -> int:
        """Objects that lost all their pixels, once all parts are drawn."""
        return len(self.objects) - len(self._shown)

    def part(
        self, objects: Sequence[ExportedObject], left: int, top: int, width: int, height: int
    ) -> np.ndarray:
        """Draw a part, which all of these objects and no others meet; return (height, width)."""
        labels = np.zeros((height, width), self.dtype)
        for item in objects:
            window, crop = _shared(labels, left, top, item)
            window[crop > 0] = item.label
        self.lost -= int(np.count_nonzero(labels))
        for item in objects:
            if item.label not in self._shown:
                window, _ = _shared(labels, left, top, item)
                if (window == item.label).any():
                    self._shown.add(item.label)
        return labels


def _shared(
    labels: np.ndarray, left: int, top: int, item: ExportedObject
) -> tuple[np.ndarray, np.ndarray]:
    """Return what a part at that place and an object's box share: of the labels and of its mask."""
    x, y, w, h = item.mask.bbox
    x_from, x_end = max(x, left), min(x + w, left + labels.shape[1])
    y_from, y_end = max(y, top), min(y + h, top + labels.shape[0])
    return (
        labels[y_from - top : y_end - top, x_from - left : x_end - left],
        item.mask.crop[y_from - y : y_end - y, x_from - x : x_end - x],
    )
