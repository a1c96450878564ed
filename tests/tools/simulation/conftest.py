import sys

import cv2
import numpy as np
import pytest
from page_images import PageImages
from repository import ROOT

from mmcsam.structures.instance_mask import InstanceMask

sys.path.insert(0, str(ROOT / "tools"))

SIZE = (400, 300)


def disc(x, y, radius=24):
    mask = cv2.circle(np.zeros(SIZE[::-1], np.uint8), (x, y), radius, 1, -1)
    return mask


def cut(mask):
    return InstanceMask.cut(mask, image_size=SIZE)


@pytest.fixture
def wrong_cells(tmp_path):
    """An image, what a model finds in it, and what is right; the two as folders of COCO.

    One cell is right, one of the wrong class, one none, two are taken as one, one as two, one is
    missing.
    """
    pixels = np.full((SIZE[1], SIZE[0], 3), 230, np.uint8)
    pair = disc(60, 200), disc(106, 200)
    left = disc(250, 200, 30)
    right = left.copy()
    left[:, 250:] = 0
    right[:, :250] = 0
    found, true = PageImages(tmp_path / "images"), PageImages(tmp_path / "true")
    masks = [disc(60, 60), disc(150, 60), disc(240, 60), pair[0] | pair[1], left, right]
    found.add("a.png", pixels, [cut(mask) for mask in masks], [0, 0, 0, 1, 0, 0])
    masks = [disc(60, 60), disc(150, 60), *pair, left | right, disc(350, 100)]
    true.add("a.png", pixels, [cut(mask) for mask in masks], [0, 1, 1, 1, 0, 1])
    return found.write(), true.write()
