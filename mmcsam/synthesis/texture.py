"""Random textures for drawn cells."""

import cv2
import numpy as np


def smooth_noise(rng: np.random.Generator, shape: tuple[int, int], grain: float) -> np.ndarray:
    """Draw smooth noise of about zero mean and unit deviation.

    Args:
        rng: Source of randomness.
        shape: Rows and columns.
        grain: Distance between independent values, in pixels. Values below 1 act as 1.

    Returns:
        np.ndarray: (rows, cols), float32.
    """
    rows, cols = shape
    grain = max(1.0, grain)
    # Two spare nodes a side keep the cubic interpolation away from the replicated border.
    nodes = (int(np.ceil(rows / grain)) + 4, int(np.ceil(cols / grain)) + 4)
    coarse = rng.standard_normal(nodes, dtype=np.float32)
    size = (max(cols, round(nodes[1] * grain)), max(rows, round(nodes[0] * grain)))
    fine = cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC)
    top, left = (size[1] - rows) // 2, (size[0] - cols) // 2
    return fine[top : top + rows, left : left + cols]


def soft_step(distance: np.ndarray, width: float) -> np.ndarray:
    """Map a signed distance (px, positive inside) to a coverage in [0, 1].

    Args:
        distance: Signed distance to the edge, in pixels.
        width: Width of the transition, in pixels.
    """
    return np.clip(distance / width + 0.5, 0.0, 1.0)
