"""Pictures inside a page."""

import base64
from pathlib import Path

import cv2
import numpy as np

from mmcsam.images.pixel_file import read_pixel_file

PANEL_WIDTH = 560
_LONGEST = 4 * PANEL_WIDTH  # pixels of height; a strip becomes narrower instead
_QUALITY = 80
_PLAIN = 228  # grey


def data_uri(picture: np.ndarray) -> str:
    """Return a BGR uint8 picture as a WebP image inside an address."""
    encoded = cv2.imencode(".webp", picture, [cv2.IMWRITE_WEBP_QUALITY, _QUALITY])[1]
    return "data:image/webp;base64," + base64.b64encode(encoded.data).decode("ascii")


def read_panel(path: Path | None, size: tuple[int, int]) -> np.ndarray:
    """Read an image at the width of a panel.

    Intensities of more than 8 bits are stretched from their 1st to their 99.8th percentile, for
    looking at them only.

    Args:
        path: The image; None gives a plain background.
        size: Height and width that the masks have.

    Returns:
        BGR uint8 (h, PANEL_WIDTH, 3); narrower where it would be more than four times as high.

    Raises:
        OSError: If it cannot be read.
        ValueError: If it is no image, or of another size.
    """
    scale = min(PANEL_WIDTH / size[1], _LONGEST / size[0])
    panel_size = max(1, round(scale * size[1])), max(1, round(scale * size[0]))
    if path is None:
        return np.full((panel_size[1], panel_size[0], 3), _PLAIN, np.uint8)
    pixels = read_pixel_file(path, str(path)).pixels
    if pixels.shape[:2] != tuple(size):
        raise ValueError(
            f"{path}: the image has {pixels.shape[1]}x{pixels.shape[0]} pixels, its masks "
            f"{size[1]}x{size[0]}; give the images that the masks were made for"
        )
    if pixels.dtype != np.uint8:
        low, high = np.quantile(pixels, [0.01, 0.998])
        stretched = (pixels.astype(np.float64) - low) * (255 / max(high - low, 1e-9))
        pixels = stretched.clip(0, 255).astype(np.uint8)
    pixels = pixels[..., :3] if pixels.ndim == 3 else cv2.cvtColor(pixels, cv2.COLOR_GRAY2BGR)
    shrink = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return cv2.resize(pixels, panel_size, interpolation=shrink)
