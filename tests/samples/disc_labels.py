"""Label images of discs, for what is told by areas, borders and shapes."""

import cv2
import numpy as np

SHAPE = (96, 128)


def discs(shape=SHAPE, radius=7, touching=False, dtype=np.uint8):
    """Number discs from 1, row by row, a gap between them or none."""
    labels = np.zeros(shape, np.int32)
    step = 2 * radius if touching else 2 * radius + 6
    number = 0
    for y in range(radius + 3, shape[0] - radius - 2, step):
        for x in range(radius + 3, shape[1] - radius - 2, step):
            number += 1
            cv2.circle(labels, (x, y), radius, number, -1)
    return labels.astype(dtype)


def binary(labels, value=255):
    return np.where(labels > 0, value, 0).astype(np.uint8)


def tissue(cells=12, shape=SHAPE):
    """Number cells from 1 that cover all of an image, each pixel that of the nearest centre."""
    centres = np.random.default_rng(0).random((cells, 2)) * shape
    rows, columns = np.indices(shape)
    distance = (rows[..., None] - centres[:, 0]) ** 2 + (columns[..., None] - centres[:, 1]) ** 2
    return distance.argmin(-1).astype(np.uint8) + 1


def membranes(labels):
    """Return where labels meet, as bool."""
    square = np.ones((3, 3), np.uint8)
    return cv2.dilate(labels, square) != cv2.erode(labels, square)
