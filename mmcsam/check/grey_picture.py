"""Read an image in grey, to be compared with others."""

from pathlib import Path

import cv2
import numpy as np

from mmcsam.images.picture import decode_file
from mmcsam.jobs.problem import UnusableFileError


def read_grey(path: Path) -> np.ndarray | None:
    """Return (H, W) uint8, or None for what cannot be read, which the check reports elsewhere."""
    try:
        return decode_file(path, cv2.IMREAD_GRAYSCALE)
    except (UnusableFileError, OSError):
        return None
