import numpy as np
import pytest
from pycocotools import mask as mask_utils


@pytest.fixture
def box():
    """Return a function that encodes a box of an image of 30 rows and 40 columns."""

    def encode(left, top, right, bottom):
        mask = np.zeros((30, 40), np.uint8, order="F")
        mask[top:bottom, left:right] = 1
        rle = mask_utils.encode(mask)
        return {"size": rle["size"], "counts": rle["counts"].decode()}

    return encode
