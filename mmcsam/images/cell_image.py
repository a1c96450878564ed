"""Read an image of cells as networks are given it, whatever its depth."""

from pathlib import Path

import cv2
import numpy as np

from mmcsam.jobs.problem import UnusableFileError

from .intensity import IntensityMapping
from .picture import decode_file
from .source import open_source

_EIGHT_BITS = (b"\xff\xd8\xff", b"BM")  # JPEG and BMP hold no more
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_DEPTH = 24  # the byte that says it


def read_cell_image(path: Path, mapping: IntensityMapping | None = None) -> np.ndarray:
    """Read an image as MMDetection does; one of more than 8 bits through a mapping.

    Args:
        path: The file.
        mapping: Of images of other than 8 bits; None reads these as MMDetection does, of which it
            keeps the upper 8 bits.

    Returns:
        np.ndarray: (H, W, 3) uint8, blue first.

    Raises:
        UnusableFileError: If it cannot be decoded, or a pixel of it is not finite.
        OSError: If it cannot be opened.
    """
    if mapping is not None and not _surely_eight_bits(path):
        with open_source(path) as source:
            if source.dtype != np.uint8:
                return to_eight_bits(source.read(), mapping, source.name)
    pixels = decode_file(path, cv2.IMREAD_COLOR)
    if pixels is None:
        raise UnusableFileError(
            str(path), "it cannot be read as an image", "a whole image", "Copy it again"
        )
    return pixels


def to_eight_bits(pixels: np.ndarray, mapping: IntensityMapping | None, name: str) -> np.ndarray:
    """Return pixels as a network takes them: in training, in a test and in prediction.

    Args:
        pixels: (h, w) or (h, w, 3), red first, of any type.
        mapping: Intensities that become 0 and 255; None leaves 8 bits as they are.
        name: What to call the image in an error.

    Returns:
        np.ndarray: (h, w, 3) uint8, blue first.

    Raises:
        UnusableFileError: If a pixel is not finite.
        ValueError: If they are not of 8 bits and there is no mapping.
    """
    if pixels.dtype.kind == "f" and not np.isfinite(pixels).all():
        raise UnusableFileError(
            name, "some pixels are NaN or infinite", "finite intensities", "Mend it"
        )
    if mapping is not None:
        pixels = mapping.apply(pixels)[0]
    elif pixels.dtype != np.uint8:
        raise ValueError(
            f"{name}: its intensities are {pixels.dtype}, expected 8 bits as the model "
            "was trained on; give the intensities of black and white (--range LOW HIGH)"
        )
    if pixels.ndim == 2:
        return np.repeat(pixels[..., None], 3, axis=2)
    return np.ascontiguousarray(pixels[..., ::-1])


def _surely_eight_bits(path: Path) -> bool:
    """Tell by the first bytes, so that an image of 8 bits is decoded once."""
    with open(path, "rb") as file:
        start = file.read(_PNG_DEPTH + 1)
    if start.startswith(_PNG):
        return start[_PNG_DEPTH:] != b"\x10"
    return start.startswith(_EIGHT_BITS)
