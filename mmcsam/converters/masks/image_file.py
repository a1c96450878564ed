"""Read an image, or check that MMDetection reads it well where it is."""

from pathlib import Path

import cv2
import numpy as np

from mmcsam.images.cell_image import read_cell_image
from mmcsam.images.intensity import IntensityMapping
from mmcsam.images.picture import decode_file
from mmcsam.images.pixel_file import TIFF_SUFFIXES, read_pixel_file
from mmcsam.jobs.problem import UnusableFileError

_WRITE = "Give --write-images, which writes 8-bit PNG images"


def read_image(path: Path, name: str) -> np.ndarray:
    """Read an image to write it as 8 bits.

    Args:
        path: The file.
        name: What to call it in an error.

    Returns:
        np.ndarray: (H, W) grey or (H, W, 3) blue, green, red; finite numbers of any type. An
        opacity channel is left out.

    Raises:
        UnusableFileError: If it is damaged, no single plane, turned by its EXIF data, of a palette,
            or holds a NaN.
        OSError: If it cannot be opened.
    """
    file = read_pixel_file(path, name)
    pixels = file.pixels[..., :3] if file.pixels.ndim == 3 else file.pixels
    if not file.plain or pixels.dtype == bool:
        raise UnusableFileError(
            name,
            "its values are no intensities: a palette's, 0 for white, or true and false",
            "grey or RGB values",
            "Save it as a plain grey or RGB image",
        )
    bad = int(np.count_nonzero(~np.isfinite(pixels)))
    if bad:
        raise UnusableFileError(
            name, f"{bad} pixels are NaN or infinite", "finite intensities", "Mend it"
        )
    _check_orientation(path, name)
    return pixels


def size_in_place(
    path: Path, name: str, mapping: IntensityMapping | None = None
) -> tuple[tuple[int, int], str]:
    """Return the width and height of an image that can be read where it is, and its type.

    MMDetection reads images with OpenCV as 8 bits: anything deeper turns nearly black, but for
    what mmcsam reads by a recorded mapping.

    Args:
        path: The file.
        name: What to call it in an error.
        mapping: Of images of more than 8 bits; None refuses them.

    Raises:
        UnusableFileError: If it is damaged, not of 8 bits and without a mapping, or would be read
            turned, with other values or not at all.
        OSError: If it cannot be opened.
    """
    file = read_pixel_file(path, name)
    pixels, suffix = file.pixels, path.suffix.lower()
    if suffix == ".npy":
        raise UnusableFileError(
            name, "MMDetection cannot read NumPy files", "an 8-bit image", _WRITE
        )
    if pixels.dtype != np.uint8 and (mapping is None or not file.plain or pixels.dtype == bool):
        raise UnusableFileError(
            name,
            f"the image has the type {pixels.dtype}, which MMDetection reads wrongly",
            "an 8-bit image",
            f"{_WRITE}, or --intensity LOW HIGH, by which train, test and predict read it",
        )
    if pixels.dtype != np.uint8:
        read_cell_image(path, mapping)  # whether a training can
    elif suffix in TIFF_SUFFIXES:
        seen = decode_file(path, cv2.IMREAD_COLOR, name)
        if seen is None:
            raise UnusableFileError(
                name, "OpenCV cannot decode this kind of TIFF", "an 8-bit image", _WRITE
            )
        expected = pixels[..., None] if pixels.ndim == 2 else pixels[..., :3]
        if file.plain and not (seen.shape[:2] == pixels.shape[:2] and (seen == expected).all()):
            raise UnusableFileError(
                name,
                "MMDetection would read other values: its channels are pages of their own, or "
                "would be multiplied by its opacity",
                "grey or RGB pixels of 8 bits",
                _WRITE,
            )
    _check_orientation(path, name)
    height, width = pixels.shape[:2]
    return (width, height), str(pixels.dtype)


def _check_orientation(path: Path, name: str) -> None:
    """Refuse photographs that a camera stored turned: MMDetection turns them, masks stay."""
    data = np.fromfile(path, np.uint8)
    start = data[: 2**16].tobytes()
    if path.suffix.lower() in (*TIFF_SUFFIXES, ".npy") or not (
        b"Exif" in start or b"eXIf" in start
    ):
        return
    turned = cv2.imdecode(data, cv2.IMREAD_COLOR)
    stored = cv2.imdecode(data, cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION)
    if not np.array_equal(turned, stored):  # type: ignore[arg-type]  # None is equal to None
        raise UnusableFileError(
            name,
            "the image is stored turned, with an EXIF orientation",
            "pixels stored upright",
            "Open and save it without the orientation, and check that image and mask still fit",
        )
