"""Masks of one image, and their encoding by pycocotools."""

import cv2
import numpy as np
from pycocotools import mask as mask_api


def draw_blobs(size):
    """Blobs of every share of the image, one of them speckled, an empty and a full mask."""
    rng = np.random.default_rng(0)
    masks = []
    for share in np.linspace(0.2, 0.8, 6):
        field = cv2.resize(rng.random((9, 9)), size[::-1], interpolation=cv2.INTER_LINEAR)
        masks.append(field < share)
    masks[3] ^= rng.random(size) < 0.01
    return np.array([*masks, np.zeros(size), np.ones(size)], np.uint8)


def encode_whole(masks):
    return [mask_api.encode(np.asfortranarray(mask)) for mask in masks]
