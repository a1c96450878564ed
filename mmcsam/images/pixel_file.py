"""Read the pixels of a PNG, BMP, JPEG, TIFF or NumPy file."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from mmcsam.jobs.input_file import check_regular_file
from mmcsam.jobs.problem import UnusableFileError

from .lab_file_names import is_cellpose_session
from .picture import decode_file
from .tiff.plane import read_tiff

TIFF_SUFFIXES = (".tif", ".tiff")


@dataclass(frozen=True)
class PixelFile:
    """A file's pixels.

    Attributes:
        pixels: (H, W), or (H, W, C) of 3 or 4 channels, blue first; numbers of any type.
        plain: Whether they are intensities as they stand, not the indices of a palette or a grey
            scale on which 0 is white.
    """

    pixels: np.ndarray
    plain: bool = True


def read_pixel_file(path: Path, name: str) -> PixelFile:
    """Read a file's pixels without any conversion.

    Args:
        path: The file.
        name: What to call it in an error.

    Raises:
        UnusableFileError: If it is no regular file, is empty or damaged, holds Python objects or
            several planes, or has neither 1 nor 3 or 4 channels.
        OSError: If it cannot be opened.
    """
    check_regular_file(path, name)
    if path.stat().st_size == 0:
        raise UnusableFileError(name, "the file has 0 bytes", "an image", "Copy it again")
    suffix = path.suffix.lower()
    if suffix in TIFF_SUFFIXES:
        plane = read_tiff(path, name)
        pixels, plain = plane.pixels, plane.plain
        if pixels.ndim == 3:
            pixels = pixels[..., [2, 1, 0, 3][: pixels.shape[2]]]
    elif suffix == ".npy":
        pixels, plain = _read_numpy(path, name), True
    else:
        decoded = decode_file(path, cv2.IMREAD_UNCHANGED, name)
        if decoded is None:
            raise UnusableFileError(
                name, "OpenCV cannot decode it", f"a whole {suffix} image", "Copy it again"
            )
        pixels, plain = decoded, True
    if pixels.dtype.kind not in "buif" or pixels.size == 0:
        raise UnusableFileError(
            name, f"it holds {pixels.dtype}", "pixels that are numbers", "Save it anew"
        )
    return PixelFile(np.ascontiguousarray(pixels), plain)


def _read_numpy(path: Path, name: str) -> np.ndarray:
    if is_cellpose_session(path):
        raise UnusableFileError(
            name,
            "this is Cellpose's own file of Python objects, which are never loaded",
            "a label image",
            "Export the masks as PNG or TIFF from Cellpose (File > Save masks)",
        )
    try:
        # Mapped, a header that lies about the size allocates nothing.
        array = np.load(path, mmap_mode="r", allow_pickle=False)
    except OSError:
        raise
    except Exception as error:  # NumPy parses the header as Python
        raise UnusableFileError(
            name,
            f"NumPy cannot read it as an array of numbers ({error!s:.80})",
            "one array, saved with numpy.save",
            "Save it again",
        ) from error
    if isinstance(array, np.ndarray):
        if array.ndim == 3 and array.shape[2] == 1:
            array = array[..., 0]
        elif array.ndim == 3 and len(array) == 1 and array.shape[2] not in (3, 4):
            array = array[0]  # else it is one row of colours
        if array.ndim == 2:
            return np.array(array)
        if array.ndim == 3 and array.shape[2] in (3, 4):
            return np.array(array[..., [2, 1, 0, 3][: array.shape[2]]])
    raise UnusableFileError(
        name,
        f"the array has the shape {list(getattr(array, 'shape', ()))}",
        "rows x columns, or rows x columns x 3 (red, green, blue)",
        "Save one plane alone",
    )
