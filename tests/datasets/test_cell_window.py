import os
from pathlib import Path

import cv2
import numpy as np
import pytest
from boxed_cells import CORNER, FIRST, HEIGHT, SECOND, WIDTH, annotation, encoded
from pycocotools import mask as mask_utils

from mmcsam.datasets.cell_window import cut_windows


@pytest.fixture
def image_path(tmp_path):
    pixels = np.random.default_rng(0).integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8)
    cv2.imwrite(str(tmp_path / "1.bmp"), pixels)
    return str(tmp_path / "1.bmp")


def cells_of(*boxes):
    found = (annotation(1, 1, box) for box in boxes)
    return [{"bbox": each["bbox"], "rle": each["segmentation"]} for each in found]


CELLS = cells_of(FIRST, SECOND, CORNER)


def test_a_window_holds_what_crops_can_reach_and_not_the_whole_image(image_path):
    (window,) = cut_windows(image_path, CELLS, [0], None, reach=0.25)
    # The cell is 20 pixels wide; 5 more on each side, and 2 for the interpolation.
    assert window.image.shape == (34, 34, 3)
    assert window.image.base is None
    assert (window.left, window.top) == (13, 13)
    np.testing.assert_array_equal(window.image, cv2.imread(image_path)[13:47, 13:47])
    assert tuple(window.bbox) == FIRST
    assert (window.image_size, window.factor) == ((WIDTH, HEIGHT), 1)


def test_a_window_ends_at_the_image(image_path):
    """12 rows and 3 of reach, 10 columns and 2.5; 2 more inwards, nothing outside."""
    (window,) = cut_windows(image_path, CELLS, [2], None, reach=0.25)
    assert (window.left, window.top, window.image.shape) == (65, 0, (17, 15, 3))


def test_masks_of_the_cell_and_of_all_others(image_path):
    first, second = cut_windows(image_path, CELLS, [1, 0], None, reach=0.25)
    assert (tuple(first.bbox), tuple(second.bbox)) == (SECOND, FIRST)
    primary, others = np.zeros((2, 34, 34), np.uint8)
    primary[7:27, 7:27] = 1
    others[7:27, 27:] = 1
    np.testing.assert_array_equal(mask_utils.decode(second.primary), primary)
    np.testing.assert_array_equal(mask_utils.decode(second.others), others)
    np.testing.assert_array_equal(mask_utils.decode(first.others), others[:, ::-1])


def test_labels_of_a_crop(image_path):
    """A pixel of the image is one of the crop: both cells, and half of it background."""
    (window,) = cut_windows(image_path, CELLS, [0], None, reach=1.0)
    _, labels = window.crop(np.array([20.0, 20, 60, 60]), 40)
    expected = np.zeros((40, 40), np.uint8)
    expected[:20, :20], expected[:20, 20:] = 1, 2
    np.testing.assert_array_equal(labels, expected)


def test_overlap_belongs_to_the_cell_itself(image_path):
    cells = cells_of(FIRST, (30, 20, 50, 40))
    for window in cut_windows(image_path, cells, [0, 1], None, reach=0.0):
        assert (window.crop(window.bbox, 20)[1] == 1).all()


def test_crops_do_not_depend_on_the_windows_reach(image_path):
    """Bit by bit: no pixel is resampled before a crop."""
    near, far = (cut_windows(image_path, CELLS, [0, 2], None, reach)[:] for reach in (0.3, 9.0))
    rng = np.random.default_rng(1)
    for window, whole in zip(near, far, strict=True):
        assert whole.image.shape == (HEIGHT, WIDTH, 3)
        for _ in range(20):
            roi = window.bbox + rng.uniform(-3, 3, 4)
            roi = np.clip(roi, 0, [WIDTH, HEIGHT] * 2)
            for ours, theirs in zip(window.crop(roi, 16), whole.crop(roi, 16), strict=True):
                np.testing.assert_array_equal(ours, theirs)


def test_windows_of_a_resized_image(image_path):
    (window,) = cut_windows(image_path, CELLS, [1], (40, 30), reach=0.0)
    assert (window.image_size, window.factor) == ((40, 30), 0.5)
    assert window.bbox.tolist() == [20, 10, 30, 20]
    # Half of 20 pixels, and 2 on each side.
    assert window.image.shape == (14, 14, 3)
    assert mask_utils.area(window.primary) == 100
    assert mask_utils.area(window.others) == 2 * 10


def test_missing_image(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"1\.bmp: cannot be read as an image; check"):
        cut_windows(str(tmp_path / "1.bmp"), CELLS, [0], None, 0.25)


def test_mask_of_another_size(image_path):
    cells = [*CELLS, {"bbox": [0, 0, 1, 1], "rle": {**encoded(FIRST), "size": [80, 60]}}]
    with pytest.raises(ValueError, match=r"1\.bmp has \(60, 80\) .* its masks have \(80, 60\)"):
        cut_windows(image_path, cells, [0], None, 0.25)


@pytest.mark.parametrize("name", [b"\xff.bmp", b"\xe9.bmp"])
def test_names_that_are_not_utf_8(image_path, name):
    path = Path(image_path)
    odd = os.fsdecode(os.fsencode(path.parent) + b"/" + name)
    (expected,) = cut_windows(image_path, CELLS, [0], None, 0.25)
    path.rename(odd)
    (window,) = cut_windows(odd, CELLS, [0], None, 0.25)
    np.testing.assert_array_equal(window.image, expected.image)
