"""What MMDetection will get when it reads an image, told from the header where that is possible."""

import warnings
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from mmcsam.images.picture import decode_file, opencv_path
from mmcsam.jobs.problem import UnusableFileError

_ORIENTATION = 0x0112  # EXIF's tag; 1 is upright


@dataclass(frozen=True)
class ImageHeader:
    """An image file's properties.

    Attributes:
        width: In pixels, after turning the image as its EXIF entry says, as MMDetection does.
        height: Likewise.
        stored_size: Width and height before that.
        orientation: EXIF's number; 1 is upright.
        deep: Whether it has more than 8 bits a channel, or floating-point values.
    """

    width: int
    height: int
    stored_size: tuple[int, int]
    orientation: int = 1
    deep: bool = False


def read_image_header(path: Path, read_pixels: bool = False) -> ImageHeader:
    """Read an image's header; its pixels only where the header does not say enough.

    Args:
        path: The file.
        read_pixels: Read the pixels in any case, to notice damaged files.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If the file is no image that OpenCV reads, or is damaged.
    """
    from PIL import Image

    if not path.is_file():
        raise FileNotFoundError(f"{path} does not exist")
    try:
        with opencv_path(path) as plain:
            readable = cv2.haveImageReader(plain)
    except cv2.error:  # an empty file
        readable = False
    if not readable:
        raise ValueError("OpenCV, which MMDetection reads images with, does not know its format")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of large images
            with Image.open(path) as image:
                # Pillow reads a PNG file to its end for an EXIF entry behind the pixels.
                look = image.format != "PNG" or "exif" in image.info
                orientation = image.getexif().get(_ORIENTATION, 1) if look else 1
                deep = image.mode[0] in "IF" or any("16" in str(tile[3]) for tile in image.tile)
                size = image.size
                if read_pixels:
                    image.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        # Pillow does not know all that OpenCV reads, such as colour TIFF files of 16 bits.
        pixels = _decode(path, cv2.IMREAD_UNCHANGED)
        if pixels is None or "truncated" in str(error):
            raise ValueError(f"it is damaged ({error})") from error
        orientation, deep = 1, pixels.dtype != np.uint8
        size = pixels.shape[1], pixels.shape[0]
    width, height = size
    if orientation != 1:
        height, width = read_as_mmdetection(path).shape[:2]
    return ImageHeader(width, height, size, orientation, deep)


def read_as_mmdetection(path: Path) -> np.ndarray:
    """Read an image as ``LoadImageFromFile`` does: (H, W, 3) BGR uint8.

    Raises:
        ValueError: If OpenCV cannot read it.
    """
    pixels = _decode(path, cv2.IMREAD_COLOR)
    if pixels is None:
        raise ValueError("OpenCV cannot read it as 8 bits a channel")
    return pixels


def _decode(path: Path, flags: int) -> np.ndarray | None:
    """Decode a file; None if OpenCV cannot.

    Raises:
        ValueError: If it has more pixels than OpenCV reads, or than it can hold.
    """
    try:
        return decode_file(path, flags)
    except UnusableFileError as error:
        raise ValueError(f"{error.problem.found}; expected {error.problem.expected}") from error
