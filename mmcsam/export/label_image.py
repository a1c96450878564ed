"""Label images: each pixel holds the number of its object."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from .exported_object import ExportedObject

MAX_16_BIT = 65_535


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
    dtype = np.uint16 if len(objects) <= MAX_16_BIT else np.uint32
    labels = np.zeros(image_size[::-1], dtype)
    areas = {item.label: int(np.count_nonzero(item.mask.crop)) for item in objects}
    for item in sorted(
        objects,
        key=lambda item: (-areas[item.label] if item.score is None else item.score, item.label),
    ):
        _box(labels, item)[item.mask.crop > 0] = item.label
    lost = sum(areas.values()) - int(np.count_nonzero(labels))
    hidden = sum(not (_box(labels, item) == item.label).any() for item in objects)
    return labels, lost, hidden


def write_label_image(path: Path, labels: np.ndarray) -> None:
    """Write a label image as a zlib-compressed TIFF of one page."""
    import tifffile

    tifffile.imwrite(path, labels, compression="zlib", photometric="minisblack", metadata=None)


def _box(labels: np.ndarray, item: ExportedObject) -> np.ndarray:
    left, top, width, height = item.mask.bbox
    return labels[top : top + height, left : left + width]
