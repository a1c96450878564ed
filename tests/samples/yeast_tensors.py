"""Yeast images of 30x20 with a trap and a cell, as files of tensors."""

import numpy as np
import torch

from mmcsam.converters import convert_yeast

ALL = np.linspace(-2, 3, 20 * 30, dtype=np.float32).reshape(20, 30)


def trap():
    mask = np.zeros((20, 30), np.float32)
    mask[2:9, 1:6] = 1
    return mask


def cell():
    """Two parts, one with a hole, at the border."""
    mask = np.zeros((20, 30), np.float32)
    mask[10:17, 10:18] = 1
    mask[12:14, 12:15] = 0
    mask[18:20, 27:30] = 1
    return mask


BOXES = {"trap": [1.0, 2, 5, 8], "cell": [10.0, 10, 29, 19]}


class Yeast:
    """Writes data sets of .pt files."""

    def __init__(self, root):
        self.root = root

    def save(self, name, value):
        path = self.root / f"{name}.pt"
        path.parent.mkdir(parents=True, exist_ok=True)
        torch.save(value if not isinstance(value, np.ndarray) else torch.from_numpy(value), path)
        return path

    def sample(self, name, folder="train", pixels=ALL, masks=None, classes=(0, 1), boxes=None):
        masks = np.stack([trap(), cell()]) if masks is None else masks
        boxes = torch.tensor([BOXES["trap"], BOXES["cell"]]) if boxes is None else boxes
        self.save(f"{folder}/inputs/{name}", pixels)
        self.save(f"{folder}/instances/{name}", masks)
        self.save(f"{folder}/classes/{name}", torch.tensor(classes))
        self.save(f"{folder}/bounding_boxes/{name}", boxes)

    def empty(self, name, folder="train", shape=(0, 20, 30)):
        self.sample(name, folder, masks=torch.zeros(shape), classes=[], boxes=torch.zeros(0, 4))


def convert(yeast, out, **options):
    return convert_yeast(yeast.root, out, workers=1, **options)
