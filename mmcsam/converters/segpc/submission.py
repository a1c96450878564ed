"""The SegPC-2021 challenge's submission format."""

from collections.abc import Iterable

import cv2
import numpy as np

from .mask import CYTOPLASM, NUCLEUS

# The challenge scores at this size, width and height, whatever the image's.
SIZE = (1440, 1080)


def submission_line(name: str, masks: Iterable[np.ndarray]) -> str:
    """Return an image's line of ``submission.txt``.

    ``name<tab>cell<tab>cell...``, where a cell is ``nucleus cytoplasm`` with one space, and each of
    the two is all its pixels as ``row,column`` joined by ``;`` at 1080 rows and 1440 columns. It is
    empty if there are none. The organisers' script writes the same; a copy of it is
    getSubmissionScore.py in https://github.com/AIVIS-inc/SegPC.

    Args:
        name: The image file's name without folder and extension.
        masks: (H, W) uint8 of 0 background, 20 cytoplasm and 40 nucleus, one a cell.
    """
    cells = []
    for mask in masks:
        # Nearest neighbour, as the organisers resize the ground truth.
        small = cv2.resize(mask, SIZE, interpolation=cv2.INTER_NEAREST)
        cells.append(f"{_pixels(small == NUCLEUS)} {_pixels(small == CYTOPLASM)}")
    return "\t".join([name, *cells])


def _pixels(part: np.ndarray) -> str:
    return ";".join(f"{row},{column}" for row, column in np.argwhere(part).tolist())
