"""Masks of one row of pixels, whose overlaps are worked out in one's head."""

import numpy as np


def strips(*rows, width=20):
    """Masks of one row of pixels, each from a first to behind a last pixel."""
    masks = np.zeros((len(rows), 1, width), np.uint8)
    for mask, (first, end) in zip(masks, rows, strict=True):
        mask[0, first:end] = 1
    return masks
