"""Read a label image or a mask."""

from pathlib import Path

import numpy as np

from mmcsam.jobs.problem import UnusableFileError

from .pixel_file import read_pixel_file


def read_mask_values(path: Path, name: str, image_size: tuple[int, int]) -> np.ndarray:
    """Read a label image, a semantic mask or one instance's mask.

    Args:
        path: The file; not JPEG, which changes values.
        name: What to call it in an error.
        image_size: Width and height of the image it belongs to.

    Returns:
        np.ndarray: (H, W) of any integer type, 0 or more; 0 is the background.

    Raises:
        UnusableFileError: If it is damaged, has another size than the image, colours, fractions
            or values below 0. A mask is never resized.
        OSError: If it cannot be opened.
    """
    if path.suffix.lower() in (".jpg", ".jpeg"):
        raise UnusableFileError(
            name,
            "a JPEG file does not keep the values of a mask",
            "PNG, TIFF, BMP or NumPy",
            "Export the mask again, without loss",
        )
    values = _palette_indices(path) if _has_palette(path) else None
    if values is None:
        values = read_pixel_file(path, name).pixels
    size = values.shape[1::-1]
    if size != image_size:
        raise UnusableFileError(
            name,
            f"the mask has {size[0]}x{size[1]} pixels",
            f"{image_size[0]}x{image_size[1]} as its image",
            "Take the mask made for this image; a mask is never resized",
        )
    if values.ndim == 3:
        if (values[..., :3] != values[..., :1]).any():
            raise UnusableFileError(
                name,
                "the mask has colours",
                "one channel, or equal ones",
                "Export the label image itself, not a coloured rendering of it",
            )
        values = np.ascontiguousarray(values[..., 0])
    if values.dtype == bool:
        return values.view(np.uint8)
    if values.dtype.kind == "f":
        if not np.isfinite(values).all() or (values != np.rint(values)).any():
            raise UnusableFileError(
                name,
                "the mask has fractions, NaN or infinite values",
                "whole numbers",
                "Export the label image itself, not probabilities or a resized one",
            )
        values = values.astype(np.int64)
    if values.dtype.kind == "i" and values.min() < 0:
        raise UnusableFileError(
            name,
            f"the mask has values below 0, down to {values.min()}",
            "0 for the background and a number above 0 for each instance",
            "Set what is to be ignored to 0",
        )
    return values


def _has_palette(path: Path) -> bool:
    """Return whether a file is a PNG of indices, in which tools keep labels with a colour each."""
    with open(path, "rb") as file:
        start = file.read(26)
    return start.startswith(b"\x89PNG") and start[25:26] == b"\x03"


def _palette_indices(path: Path) -> np.ndarray | None:
    """Return the indices, which OpenCV would turn into colours; None if the file is damaged."""
    from PIL import Image

    try:
        with Image.open(path) as image:
            return np.array(image)
    except (OSError, SyntaxError, ValueError):
        return None
