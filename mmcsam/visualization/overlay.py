"""Masks drawn over an image."""

import colorsys
from collections.abc import Sequence

import cv2
import numpy as np

from .scaled_mask import scaled_mask

_FILL = 0.35


def draw_overlay(panel: np.ndarray, masks: Sequence[dict], thickness: int = 2) -> np.ndarray:
    """Tint and outline masks, each in a colour of its own.

    Args:
        panel: BGR uint8 (h, w, 3); the image at any scale.
        masks: Compressed RLE of the image's size, which is scaled to the panel's.
        thickness: Of the outlines, in pixels.

    Returns:
        A drawn copy of the panel.
    """
    drawn = panel.copy()
    outlines = []
    for index, rle in enumerate(masks):
        mask, left, top = scaled_mask(rle, panel.shape[1::-1])
        if mask.size == 0:
            continue
        colour = _colour(index)
        box = drawn[top : top + mask.shape[0], left : left + mask.shape[1]]
        inside = mask > 0
        box[inside] = (1 - _FILL) * box[inside] + _FILL * np.array(colour)
        contours, _ = cv2.findContours(
            mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE, offset=(left, top)
        )
        outlines.append((contours, colour))
    for contours, colour in outlines:
        cv2.drawContours(drawn, contours, -1, colour, thickness, cv2.LINE_AA)
    return drawn


def _colour(index: int) -> tuple[int, int, int]:
    hue = (0.33 + index * 0.618034) % 1  # steps of the golden ratio keep neighbours apart
    red, green, blue = colorsys.hsv_to_rgb(hue, 1, 1)
    return round(255 * blue), round(255 * green), round(255 * red)
