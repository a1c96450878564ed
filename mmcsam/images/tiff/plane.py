"""Read the one plane of a TIFF file."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from mmcsam.images.picture import decode_file
from mmcsam.jobs.problem import UnusableFileError

from .directories import check_parts, check_tiff

_LARGE = 2**26  # bytes that may be allocated for a file that turns out to be damaged
# How many bytes one may become: without compression, with LZW, deflate and PackBits.
_GROWTH = {1: 1, 5: 1366, 8: 1032, 32946: 1032, 32773: 64}
_AXES = {"Z": "depths", "T": "times", "C": "channels", "S": "channels"}


@dataclass(frozen=True)
class TiffPlane:
    """A TIFF file's pixels.

    Attributes:
        pixels: (H, W), or (H, W, C) of 3 or 4 channels, red first.
        plain: Whether 0 is black, or the channels are red, green and blue; not a palette's indices
            or a grey scale on which 0 is white.
    """

    pixels: np.ndarray
    plain: bool


def read_tiff(path: Path, name: str) -> TiffPlane:
    """Read a TIFF file of one plane.

    Args:
        path: The file.
        name: What to call it in an error.

    Raises:
        UnusableFileError: If the file is damaged, holds several planes, or has neither 1 nor 3 or 4
            channels.
        OSError: If it cannot be opened.
    """
    import tifffile

    check_tiff(path, name)
    try:
        with tifffile.TiffFile(path) as file:
            series, page = file.series[0], file.pages[0]
            axes = series.axes
            _check_planes(name, len(file.series), axes, series.shape)
            size = path.stat().st_size
            _check_size(name, size, series.nbytes, page.compression)
            check_parts(series.pages, size, name)
            tag = page.tags.get("Orientation")
            if tag is not None and tag.value != 1:
                raise UnusableFileError(
                    name,
                    f"the image is stored turned (orientation {int(tag.value)})",
                    "orientation 1",
                    "Open and save it anew, and check that image and mask still fit",
                )
            photometric = page.photometric.name
            try:
                pixels = series.asarray()
            except ValueError as error:
                if "imagecodecs" not in str(error):
                    raise
                pixels, axes = _decode(path, name, photometric, str(error))
    except Exception as error:  # a damaged file can raise anything
        if isinstance(error, UnusableFileError) or getattr(error, "filename", None) is not None:
            raise
        raise UnusableFileError(
            name, f"it cannot be read as TIFF ({error!s:.80})", "a TIFF image", "Save it again"
        ) from error
    keep = [i for i, axis in enumerate(axes) if axis in "YX" or pixels.shape[i] > 1]
    pixels = pixels.reshape([pixels.shape[i] for i in keep])
    if pixels.ndim == 3 and axes[keep[0]] not in "YX":
        pixels = np.moveaxis(pixels, 0, -1)  # channels stored one after the other
    return TiffPlane(pixels, photometric in ("MINISBLACK", "RGB"))


def _check_planes(name: str, series: int, axes: str, shape: tuple[int, ...]) -> None:
    several = {axis: n for axis, n in zip(axes, shape, strict=True) if n > 1 and axis not in "YX"}
    if series > 1:
        several["I"] = series
    if not several or several in ({"S": 3}, {"S": 4}, {"C": 3}):
        return
    found = " and ".join(f"{n} {_AXES.get(axis, 'planes')}" for axis, n in several.items())
    if several.keys() <= {"C", "S"}:
        cure = (
            "Choose the channel to work on and save it alone, in Fiji by Image > Color > "
            "Split Channels"
        )
    else:
        cure = (
            "Save a plane or a projection alone, in Fiji by Image > Duplicate or "
            "Image > Stacks > Z Project"
        )
    raise UnusableFileError(name, f"the file holds {found}", "one plane, grey or RGB", cure)


def _check_size(name: str, size: int, needed: int, compression: int) -> None:
    """Refuse a file whose bytes cannot hold the pixels that it says it has, before these are made.

    Compressions that are not known to have a limit are left to their decoders.
    """
    growth = _GROWTH.get(int(compression))
    if growth is not None and needed > max(_LARGE, growth * size):
        raise UnusableFileError(
            name,
            f"it says that its pixels take {needed / 2**20:,.0f} MiB, which its {size:,} bytes "
            "cannot hold",
            "a whole TIFF image",
            "Copy it again",
        )


def _decode(path: Path, name: str, photometric: str, reason: str) -> tuple[np.ndarray, str]:
    """Decode what tifffile alone cannot, LZW among others; return pixels and axes.

    OpenCV would apply a palette and multiply 8-bit colours by their opacity, and Pillow has no
    colours of 16 bits: each decodes what it leaves as it is.
    """
    from PIL.TiffImagePlugin import TiffImageFile

    pixels = None
    try:
        with TiffImageFile(path) as image:  # Image.open would refuse large ones
            if image.mode in ("P", "RGBA"):
                pixels = np.array(image)
    except (OSError, ValueError, SyntaxError):
        pass  # then OpenCV may know it
    if pixels is not None:
        return pixels, "YXS"[: pixels.ndim]
    if photometric in ("MINISBLACK", "RGB"):
        pixels = decode_file(path, cv2.IMREAD_UNCHANGED, name)
    if pixels is None:
        raise UnusableFileError(
            name,
            f"its compression cannot be read ({reason:.80})",
            "a TIFF image without compression, or with LZW or deflate",
            "Save it without compression, or pip install imagecodecs",
        )
    if pixels.ndim == 2:
        return pixels, "YX"
    order = [2, 1, 0, 3][: pixels.shape[2]]
    return pixels[..., order], "YXS"
