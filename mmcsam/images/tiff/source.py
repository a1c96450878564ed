"""Open a TIFF file so that windows of it can be read."""

import math
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from mmcsam.images.array_source import ArraySource, check_size, choose_page, split_axes, unreadable
from mmcsam.images.picture import opencv_path
from mmcsam.jobs.problem import UnusableFileError

from .directories import check_parts, check_tiff
from .pixel_size import pixel_size

_JPEG = (6, 7, 33007)  # decoders make RGB of the YCbCr in it
_LARGE_CHUNK = 0.5  # of the image; it would be decoded anew for each window


def open_tiff(path: Path, name: str, max_pixels: int | None = None, **choice: Any) -> ArraySource:
    """Open a TIFF file, also BigTIFF, OME-TIFF, ImageJ's and pyramids.

    Pixels that lie in the file as they are get mapped. Compressed or tiled ones are decoded chunk
    by chunk if zarr is installed and the chunks are small, otherwise at once, as is what tifffile
    needs imagecodecs for and has it not: LZW and JPEG among others.

    Args:
        path: The file.
        name: What to call it in an error.
        max_pixels: Images of more are refused; None for any number.
        choice: ``page`` and ``channels``, see :class:`ArraySource`. Pages are counted through all
            images of a file.

    Returns:
        ArraySource: Of intensities on which 0 is black, or of colours: uint8 for a palette.

    Raises:
        UnusableFileError: If it is damaged, stored turned, compressed or coloured in a way that
            nothing here reads, or has not the page, channels or size it should have.
    """
    try:
        import tifffile

        check_tiff(path, name)
        with ExitStack() as opened:
            file: Any = opened.enter_context(tifffile.TiffFile(path))
            number, page = _find_page(file, name, choice.pop("page", None))
            series = file.series[number]
            width, height = (series.shape[series.axes.index(axis)] for axis in "XY")
            check_size(name, width, height, max_pixels)
            _check(series, name)
            choice["pixel_size"] = pixel_size(file, number)
            first = series.keyframe
            fourth = first.photometric.name == "RGB" and first.samplesperpixel == 4
            choice["opacity"] = fourth or bool({1, 2} & set(first.extrasamples))
            array, axes = _black_is_0(_pixels(path, series), series)
            source = ArraySource(name, array, axes, page=page, **choice)
            try:
                source.read(width=1, height=1)
            except UnusableFileError as error:
                if "imagecodecs" not in str(error):
                    raise
                pixels = _decode_without_imagecodecs(path, name, series, page)
                source = ArraySource(name, pixels, "YXS"[: pixels.ndim], **choice)
            source._close = opened.pop_all().close
            return source
    except ImportError as error:
        raise UnusableFileError(
            name, "TIFF needs another library", "tifffile", "pip install tifffile"
        ) from error
    except Exception as error:  # a damaged file can raise anything
        raise unreadable(name, error) from error


def _find_page(file: Any, name: str, page: int | None) -> tuple[int, int]:
    """Return the number of the series that a page is in, and the page within it."""
    counts = [
        math.prod(series.shape[axis] for axis in split_axes(series.shape, series.axes)[0])
        for series in file.series
    ]
    if not counts:
        raise UnusableFileError(name, "it holds no image", "a whole TIFF file", "Copy it again")
    page = choose_page(name, sum(counts), page)
    number = 0
    while page >= counts[number]:
        page -= counts[number]
        number += 1
    return number, page


def _check(series: Any, name: str) -> None:
    """Refuse images that are cut short, turned, or neither grey nor colours."""
    check_parts(series.pages, series.keyframe.parent.filehandle.size, name, sparse=True)
    first = series.keyframe
    tag = first.tags.get("Orientation")
    if tag is not None and tag.value != 1:
        raise UnusableFileError(
            name,
            f"the image is stored turned (orientation {int(tag.value)})",
            "orientation 1",
            "Open and save it anew",
        )
    white = first.photometric.name == "MINISWHITE" and first.dtype.kind in "bu"
    known = first.photometric.name in ("MINISBLACK", "RGB", "PALETTE") or white
    if not known and not (first.photometric.name == "YCBCR" and first.compression in _JPEG):
        raise UnusableFileError(
            name,
            f"its values are {first.photometric.name} of {first.dtype}",
            "grey, RGB or a palette",
            "Save it as RGB",
        )


def _pixels(path: Path, series: Any) -> Any:
    """Return something that slices as the series does, and decodes what is needed."""
    first = series.keyframe
    if series.dataoffset is not None and first.is_final and not series.is_multifile:
        dtype = series.dtype.newbyteorder(first.parent.byteorder)
        return np.memmap(path, dtype, "r", series.dataoffset, series.shape)
    try:
        import zarr

        lazy: Any = zarr.open(series.aszarr(level=0), mode="r")
        large = math.prod(
            part / whole
            for part, whole, axis in zip(lazy.chunks, lazy.shape, series.axes, strict=True)
            if axis in "YX"
        )
        return _Kept(lambda index: lazy[index], series) if large > _LARGE_CHUNK else lazy
    except (ImportError, ValueError, TypeError):  # no zarr, or one that this tifffile cannot use
        return _Kept(lambda index: series.asarray()[index], series)


class _Kept:
    """A page that is decoded whole at its first use."""

    def __init__(self, read: Callable[[tuple], np.ndarray], series: Any) -> None:
        self.shape, self.dtype = series.shape, series.dtype
        self._read, self._page = read, np.empty(0)

    def __getitem__(self, index: tuple) -> np.ndarray:
        if not self._page.size:
            self._page = self._read(
                tuple(part if isinstance(part, int) else slice(None) for part in index)
            )
        return self._page[tuple(part for part in index if not isinstance(part, int))]


class _Converted:
    """Values that become others when they are read; a last axis may be new."""

    def __init__(self, array: Any, convert: Callable, dtype: Any, added: tuple = ()) -> None:
        self.shape, self.dtype = (*array.shape, *added), dtype
        self._array, self._convert, self._own = array, convert, len(array.shape)

    def __getitem__(self, index: tuple) -> np.ndarray:
        own, added = index[: self._own], index[self._own :]
        return self._convert(np.asarray(self._array[own]))[(...,) + added]


def _black_is_0(array: Any, series: Any) -> tuple[Any, str]:
    """Invert what has a white 0, and colour what has a palette; return pixels and axes."""
    first = series.keyframe
    if first.photometric.name == "MINISWHITE":
        top = True if first.dtype == bool else first.dtype.type(2**first.bitspersample - 1)
        return _Converted(array, lambda values: top ^ values, first.dtype), series.axes
    if first.photometric.name != "PALETTE":
        return array, series.axes
    colours = first.colormap.T
    # Of 16 bits, unless a program wrote 8; libtiff tells them so.
    colours = (colours >> 8 if colours.max() > 255 else colours).astype(np.uint8)
    return _Converted(array, lambda values: colours[values], np.uint8, (3,)), series.axes + "S"


def _decode_without_imagecodecs(path: Path, name: str, series: Any, page: int) -> np.ndarray:
    """Decode a page by the libtiff of Pillow, or of OpenCV, which does not notice damage."""
    from PIL.TiffImagePlugin import TiffImageFile

    first = series.keyframe
    pixels: Any = np.empty(0)
    stack, _ = split_axes(series.shape, series.axes)
    single = len(series.pages) == math.prod(series.shape[axis] for axis in stack)
    if single and not series.is_multifile and first.photometric.name != "MINISWHITE":
        index = series.pages[page].index
        if first.dtype.itemsize == 1 or first.axes == "YX" and first.dtype.str[1:] in ("u2", "f4"):
            with TiffImageFile(path) as image:
                image.seek(index)
                colours = image.mode in ("P", "YCbCr")
                pixels = np.asarray(image.convert("RGB") if colours else image)
        else:
            with opencv_path(path) as plain:
                _, pages = cv2.imreadmulti(plain, index, 1, flags=cv2.IMREAD_UNCHANGED)
            pixels = pages[0] if pages else pixels
            if pixels.ndim == 3:
                pixels = pixels[..., [2, 1, 0, 3][: pixels.shape[2]]]
    size = tuple(series.shape[series.axes.index(axis)] for axis in "YX")
    if pixels.shape[:2] != size or pixels.dtype != first.dtype:
        raise UnusableFileError(
            name,
            f"{first.compression.name} compression cannot be read here",
            "no compression, or deflate",
            "Save it without compression, or pip install imagecodecs",
        )
    return pixels
