"""One image with its true and predicted cells."""

import colorsys
from collections.abc import Sequence

import cv2
import numpy as np
from pycocotools import mask as mask_utils

_CAPTION_HEIGHT = 28
_GAP = 6
_FILL = 0.35


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
    panels = [panel, _overlay(panel, truth), _overlay(panel, prediction)]
    captioned = [_caption(*pair) for pair in zip(panels, captions, strict=True)]
    gap = np.full((captioned[0].shape[0], _GAP, 3), 255, np.uint8)
    return np.hstack([captioned[0], gap, captioned[1], gap, captioned[2]])


def _overlay(panel: np.ndarray, instances: Sequence[dict]) -> np.ndarray:
    drawn = panel.copy()
    outlines = []
    for index, rle in enumerate(instances):
        mask = cv2.resize(
            mask_utils.decode(rle), panel.shape[1::-1], interpolation=cv2.INTER_NEAREST
        )
        colour = _colour(index)
        inside = mask > 0
        drawn[inside] = (1 - _FILL) * drawn[inside] + _FILL * np.array(colour)
        contours, _ = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
        outlines.append((contours, colour))
    for contours, colour in outlines:
        cv2.drawContours(drawn, contours, -1, colour, 2, cv2.LINE_AA)
    return drawn


def _colour(index: int) -> tuple[int, int, int]:
    hue = (0.33 + index * 0.618034) % 1  # steps of the golden ratio keep neighbours apart
    red, green, blue = colorsys.hsv_to_rgb(hue, 1, 1)
    return round(255 * blue), round(255 * green), round(255 * red)


def _caption(panel: np.ndarray, text: str) -> np.ndarray:
    bar = np.full((_CAPTION_HEIGHT, panel.shape[1], 3), 255, np.uint8)
    cv2.putText(bar, text, (6, 20), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (40, 40, 40), 1, cv2.LINE_AA)
    return np.vstack([bar, panel])
