"""Outlines of masks, drawn into a picture."""

from collections.abc import Sequence

import cv2
import numpy as np

from .scaled_mask import scaled_mask


def draw_outlines(
    picture: np.ndarray, masks: Sequence[dict], colour: Sequence[int], thickness: int
) -> None:
    """Draw the outlines of masks.

    Args:
        picture: BGR uint8 (h, w, 3), drawn into; the image at any scale.
        masks: Compressed RLE of the image's size, which is scaled to the picture's.
        colour: BGR.
        thickness: In pixels.
    """
    for rle in masks:
        mask, left, top = scaled_mask(rle, picture.shape[1::-1])
        if mask.size:
            contours, _ = cv2.findContours(
                mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE, offset=(left, top)
            )
            cv2.drawContours(picture, contours, -1, colour, thickness, cv2.LINE_AA)
