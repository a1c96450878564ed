"""Write pictures."""

import os
from pathlib import Path

import cv2
import numpy as np


def write_png(path: Path, picture: np.ndarray) -> Path:
    """Write a BGR uint8 picture; the file is whole or absent.

    Raises:
        OSError: If it cannot be written.
    """
    part = path.with_suffix(".part.png")
    if not cv2.imwrite(str(part), picture):
        raise OSError(f"{path}: cannot be written; is the disk full?")
    os.replace(part, path)
    return path
