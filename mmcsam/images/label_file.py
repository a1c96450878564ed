"""Read a label image or a mask."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from mmcsam.jobs.input_file import check_regular_file
from mmcsam.jobs.problem import UnusableFileError

from .picture import check_said_size
from .pixel_file import read_pixel_file

_OPAQUE_BLACK = 1 << 24  # apart from 0, which is what can be seen through


@dataclass(frozen=True)
class MaskPixels:
    """A mask file's values, before it is known which of them is the background.

    Attributes:
        values: (H, W) of any integer type. Colours of 8 bits are 0xRRGGBB, deeper ones count from
            0 in their order.
        black: The value that the file shows black, or transparent where it has transparent pixels:
            the background by convention. A palette says which it is; without one it is 0.
        coloured: Whether the values stand for colours.
    """

    values: np.ndarray
    black: int = 0
    coloured: bool = False


def read_mask_values(path: Path, name: str, image_size: tuple[int, int]) -> np.ndarray:
    """Read a label image whose background is known to be 0.

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
    pixels = read_mask(path, name, image_size)
    if pixels.coloured:
        raise UnusableFileError(
            name,
            "the mask has colours",
            "one channel, or equal ones",
            "Export the label image itself, not a coloured rendering of it",
        )
    return check_not_negative(pixels.values, name)


def read_mask(path: Path, name: str, image_size: tuple[int, int]) -> MaskPixels:
    """Read a label image, a semantic mask or one instance's mask, whatever its background is.

    A palette's indices are the values. Of a picture with opacity, what is transparent is 0; if its
    colours are the same everywhere, the opacity itself is the mask.

    Args:
        path: The file; not JPEG, which changes values.
        name: What to call it in an error.
        image_size: Width and height of the image it belongs to.

    Raises:
        UnusableFileError: If it is damaged, has another size than the image or fractions. A mask is
            never resized.
        OSError: If it cannot be opened.
    """
    if path.suffix.lower() in (".jpg", ".jpeg"):
        raise UnusableFileError(
            name,
            "a JPEG file does not keep the values of a mask",
            "PNG, TIFF, BMP or NumPy",
            "Export the mask again, without loss",
        )
    check_regular_file(path, name)
    with open(path, "rb") as file:
        start = file.read(54)
    has_palette = start.startswith(b"\x89PNG") and start[25:26] == b"\x03"
    found = _palette(path, name, start) if has_palette else None
    if found is None:
        found = MaskPixels(read_pixel_file(path, name).pixels)
    size = found.values.shape[1::-1]
    if size != image_size:
        raise UnusableFileError(
            name,
            f"the mask has {size[0]}x{size[1]} pixels",
            f"{image_size[0]}x{image_size[1]} as its image",
            "Take the mask made for this image; a mask is never resized",
        )
    if found.values.ndim == 3:
        found = _of_channels(found.values)
    return replace(found, values=_whole_numbers(found.values, name))


def check_not_negative(values: np.ndarray, name: str) -> np.ndarray:
    """Return labels as they are.

    Raises:
        UnusableFileError: If some are below 0.
    """
    if values.dtype.kind == "i" and values.min() < 0:
        raise UnusableFileError(
            name,
            f"the mask has values below 0, down to {values.min()}",
            "0 for the background and a number above 0 for each instance",
            "Set what is to be ignored to 0, or name its value where the command takes --ignore",
        )
    return values


def _whole_numbers(values: np.ndarray, name: str) -> np.ndarray:
    if values.dtype == bool:
        return values.view(np.uint8)
    if values.dtype.kind != "f":
        return values
    if not np.isfinite(values).all() or (values != np.rint(values)).any():
        raise UnusableFileError(
            name,
            "the mask has fractions, NaN or infinite values",
            "whole numbers",
            "Export the label image itself, not probabilities or a resized one",
        )
    return values.astype(np.int64)


def _of_channels(pixels: np.ndarray) -> MaskPixels:
    """Return one value a pixel of (H, W, 3) or (H, W, 4), blue first."""
    colours = pixels[..., :3]
    opacity = pixels[..., 3] if pixels.shape[2] == 4 else None
    if opacity is not None and (opacity == opacity[0, 0]).all():
        opacity = None
    if opacity is not None and (colours == colours[0, 0]).all():
        return MaskPixels(np.ascontiguousarray(opacity))
    coloured = bool((colours != colours[..., :1]).any())
    if not coloured:
        values = np.ascontiguousarray(colours[..., 0])
    elif colours.dtype == np.uint8:
        blue, green, red = np.moveaxis(colours.astype(np.int32), -1, 0)
        values = red << 16 | green << 8 | blue
    else:
        # Red first, for the order of the colours.
        flat = colours[..., ::-1].reshape(-1, 3)
        listed, index = np.unique(flat, axis=0, return_inverse=True)
        values = index.reshape(pixels.shape[:2]) + int(listed[0].any())
    if opacity is not None:
        values = values.astype(np.int32 if values.itemsize < 4 else np.int64)
        values[values == 0] = _OPAQUE_BLACK
        values[opacity == 0] = 0
    return MaskPixels(values, coloured=coloured)


def _palette(path: Path, name: str, start: bytes) -> MaskPixels | None:
    """Return the indices of a PNG file, in which tools keep labels with a colour each.

    OpenCV would turn them into the colours. None if the file is damaged.
    """
    from PIL.PngImagePlugin import PngImageFile

    check_said_size(start, path.stat().st_size, name)
    try:
        with PngImageFile(path) as image:  # Image.open would refuse large ones
            values = np.array(image)
            palette = np.array(image.getpalette("RGB")).reshape(-1, 3)
    except Exception:  # whatever Pillow meets in a damaged file
        return None
    if values.ndim != 2:
        return None
    present = np.unique(values)
    black = [int(i) for i in present[present < len(palette)] if not palette[i].any()]
    # A palette without colours says nothing.
    return MaskPixels(values, black[0] if len(black) == 1 else 0)
