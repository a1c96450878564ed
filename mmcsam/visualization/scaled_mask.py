"""Masks at the size of a picture."""

import numpy as np

from mmcsam.structures.rle import decode_crop


def scaled_mask(rle: dict, panel_size: tuple[int, int]) -> tuple[np.ndarray, int, int]:
    """Scale a mask to a panel by nearest neighbour, without the whole image's mask.

    Args:
        rle: Compressed RLE of the image's size.
        panel_size: Width and height in pixels.

    Returns:
        tuple: The mask's box in the panel, (h, w) uint8 of 0 and 1, and its column and row there;
        (0, 0) if no pixel is left.
    """
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
