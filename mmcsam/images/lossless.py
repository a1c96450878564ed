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
        # imwrite neither says why it failed nor survives names that are not UTF-8.
        part.write_bytes(cv2.imencode(".png", picture)[1].data)
    return path
