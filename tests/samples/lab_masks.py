"""A lab's images of 24x16 and their masks, written file by file."""

import cv2
import numpy as np
import tifffile

from mmcsam.converters import convert_masks

IMAGE = np.random.default_rng(0).integers(0, 255, (16, 24, 3), np.uint8)
DEEP = IMAGE.astype(np.uint16) * 100


def labels(dtype=np.uint16):
    """Label 7 of two parts with a hole, at the border; label 300, or 30 in 8 bits."""
    image = np.zeros((16, 24), dtype)
    image[0:7, 0:9] = 7
    image[2:5, 3:6] = 0
    image[14:16, 20:24] = 7
    image[8:12, 10:15] = 30 if image.itemsize == 1 else 300
    return image


def semantic(value=255):
    mask = np.zeros((16, 24), np.uint8)
    mask[1:4, 1:4] = value
    mask[8:12, 10:15] = value
    mask[12:14, 15:20] = value  # touches the one before at a corner
    return mask


class Lab:
    """Writes data sets file by file."""

    def __init__(self, root):
        self.root = root

    def write(self, name, pixels, **options):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(pixels, bytes):
            path.write_bytes(pixels)
        elif path.suffix == ".npy":
            np.save(path, pixels, **options)
        elif path.suffix in (".tif", ".tiff"):
            tifffile.imwrite(path, pixels, **options)
        else:
            assert cv2.imwrite(str(path), pixels)
        return path

    def pair(self, name, mask=None, image=IMAGE, top=""):
        self.write(f"{top}images/{name}.png", image)
        self.write(f"{top}masks/{name}.png", labels() if mask is None else mask)


def convert(lab, out, **options):
    return convert_masks(lab.root, out, workers=1, **options)
