"""Masks drawn over an image."""

import colorsys
from collections.abc import Sequence

import cv2
import numpy as np

from ..rle import decode_crop

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
        mask, left, top = _scaled(rle, panel.shape[1::-1])
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


def _scaled(rle: dict, panel_size: tuple[int, int]) -> tuple[np.ndarray, int, int]:
    """Return a mask's box scaled to the panel by nearest neighbour, with its column and row."""
    crop, left, top = decode_crop(rle)
    height, width = rle["size"]
    columns = np.arange(panel_size[0]) * width // panel_size[0] - left
    rows = np.arange(panel_size[1]) * height // panel_size[1] - top
    inside_x = np.flatnonzero((columns >= 0) & (columns < crop.shape[1]))
    inside_y = np.flatnonzero((rows >= 0) & (rows < crop.shape[0]))
    if inside_x.size == 0 or inside_y.size == 0:
        return np.zeros((0, 0), np.uint8), 0, 0
    mask = crop[np.ix_(rows[inside_y], columns[inside_x])]
    return mask, int(inside_x[0]), int(inside_y[0])


def _colour(index: int) -> tuple[int, int, int]:
    hue = (0.33 + index * 0.618034) % 1  # steps of the golden ratio keep neighbours apart
    red, green, blue = colorsys.hsv_to_rgb(hue, 1, 1)
    return round(255 * blue), round(255 * green), round(255 * red)
