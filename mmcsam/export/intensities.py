"""Intensities of objects, of which the image is read where they are."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from mmcsam.images.source import ImageSource

from .exported_object import ExportedObject

_BLOCK = 1024  # pixels
_AROUND = 128  # pixels beside a box that are decoded with it: files are read in tiles


def mean_intensities(
    source: ImageSource, objects: Sequence[ExportedObject]
) -> list[dict[str, float]]:
    """Measure the pixels under each object.

    Neighbours are read together where they lie close, so that a tile of the file is not decoded for
    each of them, and after their neighbours, since readers of slides keep what they decoded last.

    Args:
        source: The image that the objects lie in.
        objects: In any order.

    Returns:
        list: For each object, in their order, means by those of ``INTENSITY_COLUMNS`` that the
        image has: grey, or red, green and blue, in the unit of the image's values.

    Raises:
        UnusableFileError: If a part of the image cannot be decoded.
        ValueError: If an object reaches beyond the image.

    Example:
        >>> from mmcsam.images.source import open_source
        >>> from mmcsam.structures.instance_mask import InstanceMask
        >>> mask = InstanceMask(np.ones((1, 2), np.uint8), 1, 0, (3, 2))
        >>> source = open_source(np.arange(6).reshape(2, 3))
        >>> mean_intensities(source, [ExportedObject(1, 1, "cell", 1, None, mask)])
        [{'mean_intensity_grey': 1.5}]
    """
    names = ("grey",) if source.channels == 1 else ("red", "green", "blue")
    found = {}
    for number, pixels in _read_boxes(source, objects):
        inside = pixels[objects[number].mask.crop > 0]
        means = np.atleast_1d(inside.mean(axis=0, dtype=np.float64))
        found[number] = {
            f"mean_intensity_{name}": float(mean) for name, mean in zip(names, means, strict=True)
        }
    return [found[number] for number in range(len(objects))]


def _read_boxes(
    source: ImageSource, objects: Sequence[ExportedObject]
) -> Iterator[tuple[int, np.ndarray]]:
    """Yield each object's place among the objects and the pixels of its box, block by block."""
    blocks = defaultdict(list)
    for number, item in enumerate(objects):
        blocks[item.mask.top // _BLOCK, item.mask.left // _BLOCK].append(number)
    for place in sorted(blocks):
        boxes = np.array([objects[number].mask.bbox for number in blocks[place]])
        corners = boxes[:, :2]
        left, top = corners.min(axis=0).tolist()
        width, height = ((corners + boxes[:, 2:]).max(axis=0) - (left, top)).tolist()
        close = (boxes[:, 2:] + _AROUND).prod(axis=1).sum() >= width * height
        window = source.read(left, top, width, height) if close else None
        for number, (x, y, w, h) in zip(blocks[place], boxes.tolist(), strict=True):
            if window is None:
                yield number, source.read(x, y, w, h)
            else:
                yield number, window[y - top : y - top + h, x - left : x - left + w]
