"""Open anybody's image, so that prediction can read it window by window."""

import os
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import cv2
import numpy as np

from mmcsam.jobs.problem import UnusableFileError

from .array_source import ArraySource, check_size, unreadable
from .czi_source import CZI_START, open_czi
from .lab_file_names import PIXEL_SUFFIXES, is_cellpose_session
from .picture import decode_picture
from .slide_source import SLIDE_SUFFIXES, is_philips, open_slide
from .tiff.pixel_size import UNITS
from .tiff.source import open_tiff

SOURCE_SUFFIXES = (*PIXEL_SUFFIXES, ".zarr", ".czi", *SLIDE_SUFFIXES)
_TIFF_STARTS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")  # the latter are BigTIFF
_NUMPY_START = b"\x93NUMPY"
_PICTURE_STARTS = {b"\x89PNG\r\n\x1a\n": "Png", b"\xff\xd8\xff": "Jpeg", b"BM": "Bmp"}


class ImageSource(Protocol):
    """An image of which windows are read; use it as a context manager, or close it.

    Attributes:
        name: What to call it in an error.
        width: In pixels.
        height: In pixels.
        dtype: Of its values, as the file has them.
        channels: 1 for grey, 3 for red, green and blue.
        pixel_size: Micrometres per pixel; None if the file does not say.
        rows_lie_open: Whether a few rows can be read alone, see :class:`ArraySource`.
    """

    name: str
    width: int
    height: int
    dtype: np.dtype
    channels: int
    pixel_size: float | None
    rows_lie_open: bool

    def read(
        self, left: int = 0, top: int = 0, width: int | None = None, height: int | None = None
    ) -> np.ndarray:
        """Return a window, (height, width) or (height, width, 3) RGB; see :class:`ArraySource`."""

    def close(self) -> None:
        """Close the file."""

    def __enter__(self) -> "ImageSource": ...

    def __exit__(self, *_: object) -> None: ...


def open_source(
    image: Any,
    *,
    page: int | None = None,
    channels: Sequence[int] | None = None,
    max_pixels: int | None = None,
    name: str | None = None,
) -> ImageSource:
    """Open an image, of which nothing is decoded that need not be.

    Args:
        image: Path of a PNG, JPEG, BMP, TIFF, NumPy or CZI file, whose content counts, not its
            suffix, of a slide that OpenSlide reads, or of a Zarr folder; a PIL image, as its pixels
            lie, not turned by EXIF; a torch tensor (H, W), (H, W, 3) or (3, H, W); or anything that
            slices and has ``shape`` and ``dtype``: (H, W), (H, W, 3), (H, W, 4), with more axes
            before them for a stack. Colours are RGB; a fourth channel is opacity and dropped.
        page: Which image of a stack or of a file of several, from 0.
        channels: Which channels to take, one or three, from 0. Of an array without 3 or 4 channels
            at its end, they are the shorter of the last axis and the last but two.
        max_pixels: Images of more are refused before they are decoded; None for any number.
        name: What to call it in an error; the path, or "the image".

    Raises:
        UnusableFileError: If it is damaged, is no image, or has not the page, channels or size it
            should have; also if the file cannot be opened.
        TypeError: If ``image`` is none of the above.
        ValueError: If ``channels`` are not one or three.
    """
    if channels is not None and len(channels) not in (1, 3):
        raise ValueError(f"one channel or three can be chosen, not {len(channels)}")
    choice: dict[str, Any] = {"page": page, "channels": channels, "max_pixels": max_pixels}
    if isinstance(image, str | os.PathLike):
        name = str(image) if name is None else name
        try:
            return _open_path(Path(image), name, choice)
        except (OSError, MemoryError, cv2.error) as error:
            raise unreadable(name, error) from error
    name = "the image" if name is None else name
    if hasattr(image, "getexif"):
        check_size(name, image.width, image.height, max_pixels)
        return _open_array(_pixels_of_pil(image, name), name, choice)
    if hasattr(image, "detach"):
        try:
            image = image.detach().cpu().numpy()
        except (RuntimeError, TypeError) as error:  # bfloat16, sparse
            raise unreadable(name, error) from error
        if image.ndim == 3 and len(image) in (1, 3):
            return ArraySource(name, image, "SYX", **choice)
    if not all(hasattr(image, what) for what in ("shape", "dtype", "__getitem__")):
        raise TypeError(f"{name} is a {type(image).__name__}; give a path or an array")
    return _open_array(image, name, choice)


def _open_path(path: Path, name: str, choice: dict) -> ArraySource:
    try:
        status = path.stat()
    except FileNotFoundError as error:
        found = "the link leads nowhere" if path.is_symlink() else "there is no such file"
        raise UnusableFileError(name, found, "an image", "Check the path") from error
    if stat.S_ISDIR(status.st_mode):
        if any((path / entry).is_file() for entry in ("zarr.json", ".zarray", ".zgroup")):
            return _open_zarr(path, name, choice)
        raise UnusableFileError(name, "it is a folder", "an image", "Give the images in it")
    if not stat.S_ISREG(status.st_mode):  # to open a pipe would wait for ever
        raise UnusableFileError(name, "it is no regular file", "an image", "Save it as a file")
    if path.suffix.lower() not in SOURCE_SUFFIXES:
        raise UnusableFileError(
            name, f"its name ends in {path.suffix!r}", " ".join(SOURCE_SUFFIXES), "Save it as TIFF"
        )
    with open(path, "rb") as file:
        start = file.read(len(CZI_START))
    if not start:
        raise UnusableFileError(name, "the file has 0 bytes", "an image", "Copy it again")
    is_tiff = start.startswith(_TIFF_STARTS)
    if start == CZI_START:
        return open_czi(path, name, **choice)
    if path.suffix.lower() in SLIDE_SUFFIXES or (is_tiff and is_philips(path)):
        return open_slide(path, name, **choice)
    if is_tiff:
        return open_tiff(path, name, **choice)
    if start.startswith(_NUMPY_START):
        return _open_array(_map_numpy(path, name), name, choice)
    for signature, kind in _PICTURE_STARTS.items():
        if start.startswith(signature):
            return _open_array(decode_picture(path, name, kind, choice["max_pixels"]), name, choice)
    raise UnusableFileError(
        name,
        "its content is none of PNG, JPEG, BMP, TIFF, NumPy and CZI",
        f"a whole {path.suffix} file",
        "Open it in Fiji and save it as TIFF",
    )


def _open_array(array: Any, name: str, choice: dict) -> ArraySource:
    shape, axes = tuple(array.shape), "YX"
    if len(shape) < 2:
        raise UnusableFileError(
            name, f"its shape is {list(shape)}", "rows x columns (x 3)", "Save one image alone"
        )
    if len(shape) > 2:
        if shape[-1] in (3, 4) or (len(shape) == 3 and shape[-1] == 1):
            axes = "YXS"
        elif choice["channels"] is not None:
            axes = "YXS" if shape[-1] < shape[-3] else "SYX"
    axes = axes.rjust(len(shape), "Q")
    return ArraySource(name, array, axes, opacity=axes[-1] == "S" and shape[-1] == 4, **choice)


def _pixels_of_pil(image: Any, name: str) -> np.ndarray:
    try:
        if image.mode == "LA":
            image = image.convert("L")
        elif image.mode not in ("1", "L", "F", "I", "RGB", "RGBA") and image.mode[:2] != "I;":
            image = image.convert("RGB")
        return np.asarray(image)
    except (OSError, ValueError, SyntaxError, MemoryError) as error:
        raise unreadable(name, error) from error


def _map_numpy(path: Path, name: str) -> np.ndarray:
    if is_cellpose_session(path):
        raise UnusableFileError(
            name, "this is Cellpose's own file of Python objects", "an image", "Give the image"
        )
    try:
        return np.load(path, mmap_mode="r", allow_pickle=False)
    except Exception as error:  # NumPy parses the header as Python; objects are refused
        raise unreadable(name, error) from error


def _open_zarr(path: Path, name: str, choice: dict) -> ArraySource:
    """Open an array, or the finest one of an OME-Zarr group."""
    try:
        import zarr

        found: Any = zarr.open(path, mode="r")
        if hasattr(found, "shape"):
            return _open_array(found, name, choice)
        attributes = dict(found.attrs)
        scales = attributes.get("ome", attributes)["multiscales"][0]
        axes = [axis if isinstance(axis, str) else axis["name"] for axis in scales["axes"]]
        x, finest, pixel_size = axes.index("x"), scales["datasets"][0], None
        unit = None if isinstance(scales["axes"][x], str) else scales["axes"][x].get("unit")
        for change in finest.get("coordinateTransformations", ()):
            if unit in UNITS and change["type"] == "scale":
                pixel_size = UNITS[unit] * change["scale"][x]
        letters = "".join(axis[0].upper() for axis in axes)
        return ArraySource(name, found[finest["path"]], letters, pixel_size=pixel_size, **choice)
    except ImportError as error:
        raise UnusableFileError(
            name, "Zarr folders need another library", "zarr", "pip install zarr"
        ) from error
    except KeyError as error:
        raise UnusableFileError(
            name, f"it is a group without {error}", "an array or OME-Zarr", f"Give {name}/0"
        ) from error
    except Exception as error:  # whatever broken metadata leads to
        raise unreadable(name, error) from error
