"""The pixels of a BMP mask, cut to what is not empty."""

import mmap
from pathlib import Path

import cv2
import numpy as np

from mmcsam.images.picture import decode_file
from mmcsam.jobs.problem import UnusableFileError

from .bmp_header import BmpHeader

# The palette by which a value is its own grey level, as most writers of grey BMP files add it.
_GREY_PALETTE = bytes(byte for level in range(256) for byte in (level, level, level, 0))


def read_bmp_box(path: Path, name: str, header: BmpHeader) -> tuple[np.ndarray, int, int]:
    """Read the bounding box of the pixels that are not 0.

    8-bit grey and 24-bit files are mapped into memory, and each byte is looked at once. OpenCV
    decodes all others.

    Args:
        path: The file.
        name: What to call it in an error.
        header: Its header.

    Returns:
        tuple: (h, w, c) uint8 array of 1 grey or 3 blue, green, red channels; the image's column
        and row of its first pixel. h and w are 0 if all pixels are 0.

    Raises:
        UnusableFileError: If OpenCV cannot decode the file.
        OSError: If it cannot be opened.
    """
    if header.plain and (header.depth == 24 or header.palette == _GREY_PALETTE):
        rows, channels, top_down = _map(path, header), header.depth // 8, header.top_down
    else:
        (rows, channels), top_down = _decode(path, name), True
    # In the file's order: memory is read faster upwards.
    start, end = _span(rows.max(axis=1))
    rows = rows[start:end]
    first, last = _span(rows.max(axis=0, initial=0))
    left, right = first // channels, -(-last // channels)
    box = rows[:, left * channels : right * channels]
    # A copy, as the box would hold the whole file otherwise.
    box = (box if top_down else box[::-1]).copy().reshape(len(box), right - left, channels)
    return box, left, start if top_down else header.height - end


def _map(path: Path, header: BmpHeader) -> np.ndarray:
    """Return (rows, bytes of a row) in the file's order, without reading the file."""
    with open(path, "rb") as file:
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    count = header.stride * header.height
    rows = np.frombuffer(data, np.uint8, count, header.offset).reshape(header.height, -1)
    return rows[:, : header.width * header.depth // 8]


def _decode(path: Path, name: str) -> tuple[np.ndarray, int]:
    """Return (rows, bytes of a row) from top to bottom, and the number of channels."""
    pixels = decode_file(path, cv2.IMREAD_UNCHANGED, name)
    if pixels is None:
        raise UnusableFileError(
            name, "OpenCV cannot decode it", "an uncompressed BMP image", "Copy it again"
        )
    if pixels.ndim == 2:
        return pixels, 1
    pixels = np.ascontiguousarray(pixels[..., :3])  # without the opacity
    return pixels.reshape(len(pixels), -1), 3


def _span(values: np.ndarray) -> tuple[int, int]:
    """Return the first index of a value that is not 0, and the one after the last."""
    present = np.flatnonzero(values)
    return (int(present[0]), int(present[-1]) + 1) if present.size else (0, 0)
