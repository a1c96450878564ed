import numpy as np
import pytest
from pycocotools import mask as mask_api

from mmcsam.converters.rle import encode_crop


def place(crop, left, top, size):
    full = np.zeros((size[1], size[0]), np.uint8)
    full[top : top + crop.shape[0], left : left + crop.shape[1]] = crop > 0
    return full


@pytest.mark.parametrize("seed", range(100))
def test_equals_pycocotools_on_the_whole_mask(seed):
    rng = np.random.default_rng(seed)
    width, height = (int(side) for side in rng.integers(1, 20, 2))
    cols, rows = int(rng.integers(1, width + 1)), int(rng.integers(1, height + 1))
    left, top = int(rng.integers(0, width - cols + 1)), int(rng.integers(0, height - rows + 1))
    crop = (rng.random((rows, cols)) < rng.choice((0.1, 0.5, 0.9, 1.0))).astype(np.uint8) * 40
    full = place(crop, left, top, (width, height))

    rle = encode_crop(crop, left, top, (width, height))

    expected = mask_api.encode(np.asfortranarray(full))
    assert rle == {"size": [height, width], "counts": expected["counts"].decode()}
    np.testing.assert_array_equal(mask_api.decode(rle), full)


def test_empty_and_full():
    assert mask_api.area(encode_crop(np.zeros((2, 3)), 1, 1, (5, 4))) == 0
    assert mask_api.area(encode_crop(np.ones((4, 5)), 0, 0, (5, 4))) == 20


def test_columns_that_meet_at_the_border_are_one_run():
    rle = encode_crop(np.ones((3, 2)), 1, 0, (4, 3))
    # 3 pixels off, 6 on, 3 off, down the columns.
    expected = mask_api.frPyObjects({"size": [3, 4], "counts": [3, 6, 3]}, 3, 4)
    assert rle["counts"] == expected["counts"].decode()


@pytest.mark.parametrize(("left", "top"), [(-1, 0), (0, -1), (3, 0), (0, 3)])
def test_crop_outside_the_image(left, top):
    with pytest.raises(ValueError, match="does not lie inside an image of 4x4"):
        encode_crop(np.ones((2, 2)), left, top, (4, 4))
