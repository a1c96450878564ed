"""What the microscope and the camera add to a smear."""

from typing import cast

import cv2
import numpy as np

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
        _burn_scale_bar(image, scale)
    quality = int(rng.integers(82, 96))
    _, code = cv2.imencode(".jpg", image[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    return cast(np.ndarray, cv2.imdecode(code, cv2.IMREAD_COLOR))[..., ::-1]


def _burn_scale_bar(image: np.ndarray, scale: float) -> None:
    """Draw the white bar of 10 micrometres at the lower right."""
    rows, cols = image.shape[:2]
    wide, high = round(245 * scale), max(3, round(28 * scale))
    right, bottom = cols - round(8 * scale) - 1, rows - round(8 * scale) - 1
    corner = (right - wide, bottom - high)
    cv2.rectangle(image, corner, (right, bottom), (250, 250, 250), cv2.FILLED)
    cv2.rectangle(image, corner, (right, bottom), (40, 40, 40), 1)
    cv2.putText(
        image,
        "10 um",
        (right - wide // 2 - round(30 * scale), bottom - round(7 * scale)),
        cv2.FONT_HERSHEY_SIMPLEX,
        0.8 * scale,
        (40, 40, 40),
        1,
        cv2.LINE_AA,
    )
    cv2.putText(
        image,
        "Magnification: 100 x",
        (round(8 * scale), rows - round(8 * scale) - 1),
        cv2.FONT_HERSHEY_SIMPLEX,
        0.6 * scale,
        (200, 190, 60),
        1,
        cv2.LINE_AA,
    )
