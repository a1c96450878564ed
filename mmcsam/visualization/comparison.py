"""One image with its true and predicted cells."""

from collections.abc import Sequence

import cv2
import numpy as np

from .caption import drawable
from .overlay import draw_overlay

_CAPTION_HEIGHT = 28
_GAP = 6


def draw_comparison(
    image: np.ndarray,
    truth: Sequence[dict],
    prediction: Sequence[dict],
    captions: tuple[str, str, str] = ("image", "ground truth", "prediction"),
    panel_width: int = 512,
) -> np.ndarray:
    """Draw an image, its true cells and its predicted cells side by side.

    Cells are tinted and outlined, each in a colour of its own.

    Args:
        image: BGR uint8 (H, W, 3).
        truth: Masks as compressed RLE of size H, W.
        prediction: Likewise.
        captions: Text above the three panels.
        panel_width: Width of a panel in pixels; the height follows.

    Returns:
        BGR uint8 picture.
    """
    size = (panel_width, round(panel_width * image.shape[0] / image.shape[1]))
    shrink = cv2.INTER_AREA if panel_width < image.shape[1] else cv2.INTER_LINEAR
    panel = cv2.resize(image, size, interpolation=shrink)
    panels = [panel, draw_overlay(panel, truth), draw_overlay(panel, prediction)]
    captioned = [_caption(*pair) for pair in zip(panels, captions, strict=True)]
    gap = np.full((captioned[0].shape[0], _GAP, 3), 255, np.uint8)
    return np.hstack([captioned[0], gap, captioned[1], gap, captioned[2]])


def _caption(panel: np.ndarray, text: str) -> np.ndarray:
    bar = np.full((_CAPTION_HEIGHT, panel.shape[1], 3), 255, np.uint8)
    font, ink = cv2.FONT_HERSHEY_SIMPLEX, (40, 40, 40)
    cv2.putText(bar, drawable(text), (6, 20), font, 0.5, ink, 1, cv2.LINE_AA)
    return np.vstack([bar, panel])
