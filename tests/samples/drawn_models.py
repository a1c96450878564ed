"""True and predicted cells of two models on three images of 40x30, to be worked out by hand."""

import numpy as np

from mmcsam.structures.rle import encode_crop


def box(left, top, width=10, height=10):
    return encode_crop(np.ones((height, width)), left, top, (40, 30))


# Two cells that touch, one at the border; a single cell; nothing.
TRUTH = {
    "a.png": [box(2, 2), box(12, 2), box(0, 20, 8, 8)],
    "b.png": [box(20, 10)],
    "c.png": [],
}
# The first cell, the second one off by two columns (IoU 80/120), a false find, a weak one.
FIRST = {
    "a.png": ([box(2, 2), box(14, 2), box(30, 20, 8, 8), box(30, 2, 8, 8)], [0.9, 0.8, 0.6, 0.3]),
    "b.png": ([box(20, 10)], [0.95]),
    "c.png": ([], []),
}
SECOND = {
    "a.png": ([box(2, 2), box(12, 2), box(0, 20, 8, 8)], [0.9, 0.8, 0.7]),
    "b.png": ([], []),
    "c.png": ([], []),
}
