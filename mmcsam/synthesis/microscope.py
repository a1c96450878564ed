"""What the microscope and the camera add to a smear."""

from typing import cast

import cv2
import numpy as np

from .scale_bar import burn_scale_bar
from .texture import smooth_noise


def photograph(
    rng: np.random.Generator, light: np.ndarray, scale: float, scale_bar: bool
) -> np.ndarray:
    """Turn ideal light into a camera image: uneven light, defocus, noise, compression.

    Args:
        rng: Source of randomness.
        light: (rows, cols, 3), RGB in [0, 255].
        scale: Share of SegPC-2021's full size.
        scale_bar: Burn a scale bar into the lower right corner.

    Returns:
        np.ndarray: (rows, cols, 3), uint8 RGB.
    """
    rows, cols = light.shape[:2]
    shade = 1 + 0.025 * smooth_noise(rng, (rows, cols), max(rows, cols) * 0.6)
    # Full-size images are softer than their pixels: about 2 px, up to 6 px out of focus.
    defocus = max(0.35, rng.choice((2.0, 2.5, 3.5, 6.0), p=(0.4, 0.3, 0.2, 0.1)) * scale)
    blurred: np.ndarray = cv2.GaussianBlur(light * shade[..., None], (0, 0), defocus)
    blurred += rng.normal(0, rng.uniform(0.8, 2.2), light.shape).astype(np.float32)
    image = np.clip(np.rint(blurred), 0, 255).astype(np.uint8)
    if scale_bar:
        burn_scale_bar(image, scale)
    quality = int(rng.integers(82, 96))
    _, code = cv2.imencode(".jpg", image[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    return cast(np.ndarray, cv2.imdecode(code, cv2.IMREAD_COLOR))[..., ::-1]
