"""Cells that are boxes in an image of 80x60 pixels: two that touch, one in a corner."""

import json

import cv2
import numpy as np
from pycocotools import mask as mask_utils

HEIGHT, WIDTH = 60, 80
FIRST, SECOND, CORNER = (20, 20, 40, 40), (40, 20, 60, 40), (70, 0, 80, 12)


def encoded(box):
    """Return the compressed RLE of a box: x1, y1, x2, y2."""
    left, top, right, bottom = box
    mask = np.zeros((HEIGHT, WIDTH), np.uint8, order="F")
    mask[top:bottom, left:right] = 1
    rle = mask_utils.encode(mask)
    return {"size": rle["size"], "counts": rle["counts"].decode()}


def annotation(number, image_id, box):
    """Return a COCO annotation of a box."""
    left, top, right, bottom = box
    return {
        "id": number,
        "image_id": image_id,
        "category_id": 1,
        "bbox": [left, top, right - left, bottom - top],
        "segmentation": encoded(box),
        "iscrowd": 0,
    }


def write_crop_files(folder):
    """Write ``cells.json``: two cells on ``x/1.bmp``, one on ``x/106.bmp``, images with noise."""
    (folder / "x").mkdir()
    pixels = np.random.default_rng(0).integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8)
    images = []
    for number in (1, 106):
        name = f"x/{number}.bmp"
        cv2.imwrite(str(folder / name), pixels)
        images.append({"id": number, "file_name": name, "width": WIDTH, "height": HEIGHT})
    places = enumerate(((1, FIRST), (1, SECOND), (106, CORNER)), start=1)
    content = {
        "images": images,
        "annotations": [annotation(number, image, box) for number, (image, box) in places],
        "categories": [{"id": 1, "name": "cell"}],
    }
    (folder / "cells.json").write_text(json.dumps(content))
