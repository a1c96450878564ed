"""Read SegPC-2021's mask files."""

from pathlib import Path

import numpy as np

from mmcsam.jobs.problem import UnusableFileError
from mmcsam.structures.instance_mask import InstanceMask

from .bmp_header import read_bmp_header
from .bmp_pixels import read_bmp_box

BACKGROUND, CYTOPLASM, NUCLEUS = 0, 20, 40
VALUES = (BACKGROUND, CYTOPLASM, NUCLEUS)


def read_mask(path: Path, name: str, image_size: tuple[int, int]) -> InstanceMask:
    """Read one cell's mask file.

    Args:
        path: The BMP file, one channel or several equal ones.
        name: What to call it in an error.
        image_size: Width and height of the image it belongs to, in pixels.

    Returns:
        InstanceMask: The cell; its ``crop`` holds 0 background, 20 cytoplasm and 40 nucleus.

    Raises:
        UnusableFileError: If the file is damaged, has another size than the image, has unequal
            channels or values other than 0, 20 and 40, or marks no pixel. A mask is never resized.
        OSError: If the file cannot be opened.
    """
    header = read_bmp_header(path, name)
    if header.size != image_size:
        raise UnusableFileError(
            name,
            f"the mask has {header.width}x{header.height} pixels",
            f"{image_size[0]}x{image_size[1]} as its image",
            "Take image and mask from the same release; a mask is never resized",
        )
    box, left, top = read_bmp_box(path, name, header)
    if box.size == 0:
        raise UnusableFileError(
            name, "the mask is empty", "at least one pixel of 20 or 40", "Remove the file"
        )
    crop = np.ascontiguousarray(box[..., 0])
    if box.shape[2] > 1 and (box != box[..., :1]).any():
        raise UnusableFileError(
            name,
            "the mask's channels differ",
            "one channel, or equal ones, of 0, 20 and 40",
            "Use the original file, not a coloured rendering of it",
        )
    if not ((crop == BACKGROUND) | (crop == CYTOPLASM) | (crop == NUCLEUS)).all():
        others = [str(value) for value in np.unique(crop) if value not in VALUES]
        shown = ", ".join(others[:5]) + (", ..." if len(others) > 5 else "")
        raise UnusableFileError(
            name,
            f"the mask has the values {shown}",
            "only 0 background, 20 cytoplasm and 40 nucleus",
            "Use the original file; a mask that was resized or saved as JPEG has mixed values",
        )
    return InstanceMask(crop, left, top, image_size)
