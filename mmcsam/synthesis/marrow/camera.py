"""What different microscopes and cameras make of the same light."""

from typing import cast

import cv2
import numpy as np

from mmcsam.synthesis.scale_bar import burn_scale_bar
from mmcsam.synthesis.texture import smooth_noise

_SEGPC = 24.5  # SegPC-2021's pixels a micrometre at full size, by its scale bar


def take_picture(rng: np.random.Generator, light: np.ndarray, um: float) -> np.ndarray:
    """Photograph a smear: uneven light, depth, colour fringes, white balance, noise, compression.

    Args:
        rng: Source of randomness.
        light: (rows, cols, 3) RGB in [0, 255].
        um: Pixels a micrometre.

    Returns:
        np.ndarray: (rows, cols, 3) uint8 RGB.
    """
    shape = light.shape[:2]
    shade = 1 + rng.uniform(0, 0.05) * smooth_noise(rng, shape, max(shape) * 0.6)
    image = _out_of_focus(rng, (light * shade[..., None]).astype(np.float32), um)
    if rng.random() < 0.3:
        image = _fringed(rng, image)
    gain = np.exp(rng.normal(0, 0.03, 3))
    gamma = np.exp(rng.normal(0, 0.12))
    grey = image.mean(axis=2, keepdims=True)
    image = grey + (image - grey) * rng.uniform(0.75, 1.25)
    image = 255 * (np.clip(image * gain / 255, 0, 1) ** gamma)
    image += rng.uniform(0.3, 4.0) * rng.standard_normal(image.shape, dtype=np.float32)
    picture = np.clip(np.rint(image), 0, 255).astype(np.uint8)
    if rng.random() < 0.4:
        burn_scale_bar(picture, um / _SEGPC)
    quality = int(rng.integers(60, 98))
    _, code = cv2.imencode(".jpg", picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.ascontiguousarray(cast(np.ndarray, cv2.imdecode(code, cv2.IMREAD_COLOR))[..., ::-1])


def _out_of_focus(rng: np.random.Generator, image: np.ndarray, um: float) -> np.ndarray:
    """Blur an image, more where the smear lies above or below the plane of focus."""
    sharp = cv2.GaussianBlur(image, (0, 0), max(0.35, rng.uniform(0.04, 0.14) * um))
    if rng.random() < 0.6:
        return cast(np.ndarray, sharp)
    soft = cv2.GaussianBlur(image, (0, 0), rng.uniform(0.15, 0.35) * um)
    depth = smooth_noise(rng, image.shape[:2], max(image.shape) * 0.4)
    share = np.clip(0.5 + depth, 0, 1)[..., None]
    return cast(np.ndarray, sharp * (1 - share) + soft * share)


def _fringed(rng: np.random.Generator, image: np.ndarray) -> np.ndarray:
    """Shift red and blue against green by up to a pixel and a half."""
    rows, cols = image.shape[:2]
    shifted = image.copy()
    for channel in (0, 2):
        move = np.array([[1, 0, rng.uniform(-1.5, 1.5)], [0, 1, rng.uniform(-1.5, 1.5)]])
        shifted[..., channel] = cv2.warpAffine(
            image[..., channel], move, (cols, rows), borderMode=cv2.BORDER_REFLECT
        )
    return shifted
