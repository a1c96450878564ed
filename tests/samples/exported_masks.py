"""Masks of every kind for the tests of the export, and regions of ImageJ read back as shapes."""

import csv

import numpy as np
from shapely import contains_xy
from shapely.geometry import Polygon

from mmcsam.export.exported_object import ExportedObject
from mmcsam.structures.instance_mask import InstanceMask
from mmcsam.structures.rle import encode_crop

WIDTH, HEIGHT = 40, 30


def full(*boxes, holes=()):
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    for value, group in ((1, boxes), (0, holes)):
        for left, top, right, bottom in group:
            mask[top:bottom, left:right] = value
    return mask


MASKS = {
    "plain": full((2, 3, 12, 9)),
    "holed": full((15, 2, 30, 20), holes=[(18, 5, 22, 9), (22, 9, 24, 12)]),  # meet at a corner
    "parts": full((0, 20, 6, 30), (6, 15, 12, 20), (34, 25, 40, 30)),  # two meet at a corner
    "pixel": full((39, 0, 40, 1)),
}


def rle_of(mask):
    return encode_crop(mask, 0, 0, mask.shape[::-1])


def annotation(number, mask, image_id=1, category_id=1):
    return {
        "id": number,
        "image_id": image_id,
        "category_id": category_id,
        "segmentation": rle_of(mask),
        "area": int(mask.sum()),
        "bbox": [0, 0, 1, 1],
        "iscrowd": 0,
    }


def objects(*masks, scores=None):
    scores = scores or [None] * len(masks)
    return [
        ExportedObject(i, i, "cell", 1, score, InstanceMask.cut(mask))
        for i, (mask, score) in enumerate(zip(masks, scores, strict=True), start=1)
    ]


def composite_shape(roi):
    """Return a composite region as ImageJ makes it of its path, by the even-odd rule."""
    rings, values = [], roi.multi_coordinates.tolist()
    while values:
        operation = values.pop(0)
        assert operation in (0, 1, 4)
        if operation == 0:
            rings.append([])
        if operation < 4:
            rings[-1].append((values.pop(0), values.pop(0)))
    result = Polygon()
    for ring in rings:
        result = result.symmetric_difference(Polygon(ring))
    return result


def filled(geometry):
    """Fill a shape at the pixels' centres."""
    rows, columns = np.indices((HEIGHT, WIDTH)) + 0.5
    return contains_xy(geometry, columns, rows)


def rows_of(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
