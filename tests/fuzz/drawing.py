"""Small label images and pictures of many kinds, drawn from a seed."""

from random import Random

import numpy as np

LABEL_TYPES = ("uint8", "uint16", "uint32", "int8", "int16", "int32", "int64", "float32", "bool")


def draw_labels(rng: Random, dtype: str | None = None) -> np.ndarray:
    """Return (H, W) of a few boxes on 0."""
    height, width = rng.randint(1, 40), rng.randint(1, 40)
    labels = np.zeros((height, width), np.int64)
    for number in range(1, rng.randint(1, 6)):
        top, left = rng.randrange(height), rng.randrange(width)
        value = number if rng.random() < 0.8 else rng.choice((20, 40, 100, 255))
        labels[top : top + rng.randint(1, 12), left : left + rng.randint(1, 12)] = value
    kind = np.dtype(dtype or rng.choice(LABEL_TYPES))
    if kind.kind == "b":
        return labels > 0
    if rng.random() < 0.1 and kind.itemsize > 1:
        labels *= 127
    return np.clip(labels, None, 127 if kind == np.int8 else None).astype(kind)


def draw_picture(rng: Random, channels: int = 3, dtype: str = "uint8") -> np.ndarray:
    """Return (H, W, channels) of noise on slopes, (H, W) for one channel."""
    height, width = rng.randint(1, 48), rng.randint(1, 48)
    rows, columns = np.mgrid[:height, :width]
    noise = np.random.default_rng(rng.randrange(2**32)).integers(0, 60, (height, width, channels))
    picture = (rows * 3 + columns * 2)[..., None] + noise
    if dtype != "uint8":
        picture = picture * 150
    picture = picture.clip(0, np.iinfo(dtype).max if np.dtype(dtype).kind in "ui" else None)
    return picture.astype(dtype)[..., 0] if channels == 1 else picture.astype(dtype)
