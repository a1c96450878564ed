"""Write pictures."""

from pathlib import Path

import cv2
import numpy as np

from mmcsam.jobs.whole_file import whole_file


def write_png(path: Path, picture: np.ndarray) -> Path:
    """Write a BGR uint8 picture; the file is whole or absent.

    Raises:
        OSError: If it cannot be written.
    """
    with whole_file(path) as part:
        if not cv2.imwrite(str(part), picture):
            raise OSError(f"{path}: cannot be written; is the disk full?")
    return path
