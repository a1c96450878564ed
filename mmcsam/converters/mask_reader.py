"""Read SegPC-2021's mask files."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from .bmp_header import read_bmp_size
from .problem import Problem, UnusableFileError

BACKGROUND, CYTOPLASM, NUCLEUS = 0, 20, 40
VALUES = (BACKGROUND, CYTOPLASM, NUCLEUS)


@dataclass(frozen=True)
class CellMask:
    """One cell's mask, cut to its bounding box.

    Attributes:
        crop: (h, w), uint8 of 0 background, 20 cytoplasm and 40 nucleus.
        left: Column of the crop's first column in the image.
        top: Row of the crop's first row in the image.
        image_size: Width and height of the image, in pixels.
    """

    crop: np.ndarray
    left: int
    top: int
    image_size: tuple[int, int]

    def touches_border(self) -> bool:
        """Return whether the cell reaches the image's first or last row or column."""
        height, width = self.crop.shape
        right, bottom = self.left + width, self.top + height
        return (
            0 in (self.left, self.top)
            or right == self.image_size[0]
            or bottom == self.image_size[1]
        )

    def parts(self) -> int:
        """Return the number of 8-connected parts."""
        labels, _ = cv2.connectedComponents((self.crop > 0).view(np.uint8), connectivity=8)
        return labels - 1


def read_mask(path: Path, name: str, image_size: tuple[int, int]) -> CellMask:
    """Read a mask file.

    Args:
        path: The BMP file, one channel or several equal ones.
        name: What to call it in an error.
        image_size: Width and height of the image it belongs to, in pixels.

    Raises:
        UnusableFileError: If the file is damaged, has another size than the image, has unequal
            channels or values other than 0, 20 and 40, or marks no pixel. A mask is never resized.
    """
    size = read_bmp_size(path, name)
    if size != image_size:
        raise UnusableFileError(
            Problem(
                name,
                f"the mask has {size[0]}x{size[1]} pixels",
                f"{image_size[0]}x{image_size[1]} as its image",
                "Take image and mask from the same release; a mask is never resized",
            )
        )
    mask = _decode(path, name)
    left, top, width, height = cv2.boundingRect(mask)
    if width == 0:
        raise UnusableFileError(
            Problem(name, "the mask is empty", "at least one pixel of 20 or 40", "Remove the file")
        )
    crop = np.ascontiguousarray(mask[top : top + height, left : left + width])
    present = np.flatnonzero(np.bincount(crop.ravel(), minlength=256))
    others = [int(value) for value in present if value not in VALUES]
    if others:
        shown = ", ".join(map(str, others[:5])) + (", ..." if len(others) > 5 else "")
        raise UnusableFileError(
            Problem(
                name,
                f"the mask has the values {shown}",
                "only 0 background, 20 cytoplasm and 40 nucleus",
                "Use the original file; a mask that was resized or saved as JPEG has mixed values",
            )
        )
    return CellMask(crop, left, top, image_size)


def _decode(path: Path, name: str) -> np.ndarray:
    """Decode to (rows, cols) uint8."""
    # imdecode, as imread cannot open every path on every system.
    mask = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_UNCHANGED)
    if mask is None:
        raise UnusableFileError(
            Problem(name, "OpenCV cannot decode it", "an uncompressed BMP image", "Copy it again")
        )
    if mask.ndim == 2:
        return mask
    red_green_blue = mask[..., :3]
    if (red_green_blue != red_green_blue[..., :1]).any():
        raise UnusableFileError(
            Problem(
                name,
                "the mask's channels differ",
                "one channel, or equal ones, of 0, 20 and 40",
                "Use the original file, not a coloured rendering of it",
            )
        )
    return np.ascontiguousarray(mask[..., 0])
