"""Find the cells in one window of an image."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from mmcsam.images.cell_image import to_eight_bits
from mmcsam.images.intensity import IntensityMapping
from mmcsam.images.source import ImageSource
from mmcsam.structures.instance_mask import InstanceMask

from .backends.detection import Backend, Detection
from .cells import Cell
from .merging import TileInstance
from .scale import Scale
from .tiling import Box

_FULL = "the detector's limit of objects was reached; there may be more"


class ImagePart(NamedTuple):
    """What was found in a part of an image.

    Attributes:
        found: Objects, of the score threshold or not, in the pixels of the whole image.
        notes: What is to be said of them.
    """

    found: list[TileInstance]
    notes: list[str]


def window_cells(
    source: ImageSource,
    place: Box,
    scale: Scale,
    prepare: Callable[[np.ndarray, float | None], dict],
    backend: Backend,
    mapping: IntensityMapping | None,
    notes: list[str],
) -> list[Cell]:
    """Find the cells in a window.

    Args:
        source: The image.
        place: The window in image pixels; what lies outside the image is black.
        scale: Of the image.
        prepare: From pixels to the network's input, see :meth:`Backend.prepare`.
        backend: The network.
        mapping: Intensities that become 0 and 255; None leaves 8 bits as they are.
        notes: Receives what is to be said of the result.

    Returns:
        list: Cells with masks in the pixels of the whole image.

    Raises:
        UnusableFileError: If it cannot be decoded, or a pixel of it is not finite.
        ValueError: If it is not of 8 bits and there is no mapping.
    """
    pixels = read_window(source, place, mapping)
    data = prepare(pixels, None if scale.as_in_test else scale.factor)
    detections, full = backend.detect(data, scale.area_of(place))
    if full and _FULL not in notes:
        notes.append(_FULL)
    size = (source.width, source.height)
    return [cell for one in detections if (cell := _cell(one, place, size)) is not None]


def read_window(source: ImageSource, place: Box, mapping: IntensityMapping | None) -> np.ndarray:
    """Return a part of an image as MMDetection reads files: (h, w, 3) uint8, blue first.

    Args:
        source: The image.
        place: In its pixels; what lies outside the image is black.
        mapping: Intensities that become 0 and 255; None leaves 8 bits as they are.

    Raises:
        UnusableFileError: If it cannot be decoded, or a pixel of it is not finite.
        ValueError: If it is not of 8 bits and there is no mapping.
    """
    inside = place.clipped((source.width, source.height))
    pixels = source.read(inside.left, inside.top, inside.width, inside.height)
    colours = to_eight_bits(pixels, mapping, source.name)
    if inside == place:
        return colours
    whole = np.zeros((place.height, place.width, 3), np.uint8)
    whole[: inside.height, : inside.width] = colours
    return whole


def _cell(detection: Detection, place: Box, image_size: tuple[int, int]) -> Cell | None:
    """Return a detection in the whole image's pixels, without what lies behind the image."""
    x, y = place.left + detection.left, place.top + detection.top
    crop = detection.crop[: max(image_size[1] - y, 0), : max(image_size[0] - x, 0)]
    if not (crop.size and crop.any()):
        return None
    # A copy, since a view may keep the masks of a whole window in memory.
    mask = InstanceMask.cut(np.array(crop, np.uint8), x, y, image_size)
    return Cell(mask, detection.score, detection.label)
