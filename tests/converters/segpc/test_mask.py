"""One cell's mask file."""

import cv2
import numpy as np
import pytest

from mmcsam.converters.segpc.mask import read_mask
from mmcsam.jobs.problem import UnusableFileError


def write(tmp_path, mask):
    path = tmp_path / "106_1.bmp"
    cv2.imwrite(str(path), mask)
    return path


def test_crop_and_place(tmp_path, square):
    mask = read_mask(write(tmp_path, square(left=5, top=3)), "m", (24, 16))
    assert (mask.left, mask.top, mask.crop.shape) == (5, 3, (4, 4))
    assert (mask.crop == 20).all()
    assert mask.parts() == 1


def test_parts_and_hole(tmp_path, holed):
    mask = read_mask(write(tmp_path, holed), "m", (24, 16))
    assert mask.parts() == 2
    np.testing.assert_array_equal(mask.crop, holed)


@pytest.mark.parametrize(
    ("left", "top", "border"),
    [(0, 5, True), (5, 0, True), (20, 5, True), (5, 12, True), (19, 11, False), (1, 1, False)],
)
def test_border(tmp_path, square, left, top, border):
    assert read_mask(write(tmp_path, square(left, top)), "m", (24, 16)).touches_border() is border


def test_equal_channels(tmp_path, square):
    mask = read_mask(write(tmp_path, np.dstack([square()] * 3)), "m", (24, 16))
    assert mask.crop.shape == (4, 4)


def test_unequal_channels(tmp_path, square):
    coloured = np.dstack([square(), square(), square(value=40)])
    with pytest.raises(UnusableFileError, match="y/1_1.bmp: the mask's channels differ"):
        read_mask(write(tmp_path, coloured), "y/1_1.bmp", (24, 16))


def test_size_names_both(tmp_path, square):
    with pytest.raises(UnusableFileError, match="has 24x16 pixels; expected 48x32 as its image"):
        read_mask(write(tmp_path, square()), "m", (48, 32))


def test_empty(tmp_path):
    with pytest.raises(UnusableFileError, match="the mask is empty"):
        read_mask(write(tmp_path, np.zeros((16, 24), np.uint8)), "m", (24, 16))


def test_values(tmp_path, square):
    with pytest.raises(UnusableFileError, match="the mask has the values 255; expected only 0"):
        read_mask(write(tmp_path, square(value=255)), "m", (24, 16))


def test_opacity_is_ignored(tmp_path, square):
    rgba = np.dstack([square()] * 3 + [np.full((16, 24), 255, np.uint8)])
    mask = read_mask(write(tmp_path, rgba), "m", (24, 16))
    assert (mask.left, mask.top, mask.crop.shape) == (2, 3, (4, 4))


def test_renamed_jpeg(tmp_path, square):
    path = tmp_path / "106_1.jpg"
    cv2.imwrite(str(path), square())
    renamed = path.rename(tmp_path / "106_1.bmp")
    with pytest.raises(UnusableFileError, match="106_1.bmp: this is a JPEG image; expected a BMP"):
        read_mask(renamed, renamed.name, (24, 16))


def test_many_values_are_shortened(tmp_path):
    mask = np.zeros((16, 24), np.uint8)
    mask[5, :8] = range(1, 9)
    with pytest.raises(UnusableFileError, match="the values 1, 2, 3, 4, 5, ...; expected only 0"):
        read_mask(write(tmp_path, mask), "m", (24, 16))
