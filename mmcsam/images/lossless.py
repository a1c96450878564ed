"""Write pictures without loss."""

from pathlib import Path

import cv2
import numpy as np

from mmcsam.jobs.whole_file import whole_file


def write_lossless(path: Path, picture: np.ndarray) -> Path:
    """Write a grey or BGR uint8 picture as PNG or BMP, by its suffix; it is whole or absent.

    Raises:
        OSError: If it cannot be written.
    """
    with whole_file(path) as part:
        # imwrite neither says why it failed, a full disk often not at all, nor survives names that
        # are not UTF-8.
        part.write_bytes(cv2.imencode(path.suffix, picture)[1].data)
    return path
