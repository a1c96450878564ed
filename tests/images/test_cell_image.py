"""Images of any depth are read in one way: in training, in a test and in prediction."""

import cv2
import numpy as np
import pytest
import tifffile
from mmcv.transforms import LoadImageFromFile

from mmcsam.images.cell_image import read_cell_image, to_eight_bits
from mmcsam.images.intensity import IntensityMapping
from mmcsam.jobs.problem import UnusableFileError

EIGHT = np.random.default_rng(0).integers(0, 256, (8, 9, 3), np.uint8)  # red first
MAPPING = IntensityMapping(0, 4080)
TWELVE_IN_SIXTEEN = EIGHT.astype(np.uint16) * 16


@pytest.mark.parametrize("suffix", [".png", ".tif"])
@pytest.mark.parametrize("grey", [True, False])
def test_twelve_bits_in_sixteen(tmp_path, suffix, grey):
    path = tmp_path / f"a{suffix}"
    assert cv2.imwrite(
        str(path), TWELVE_IN_SIXTEEN[..., 0] if grey else TWELVE_IN_SIXTEEN[..., ::-1]
    )
    expected = np.repeat(EIGHT[..., :1], 3, axis=2) if grey else EIGHT[..., ::-1]
    np.testing.assert_array_equal(read_cell_image(path, MAPPING), expected)


def test_floats(tmp_path):
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, EIGHT[..., 0] / np.float32(255))
    image = read_cell_image(path, IntensityMapping(0, 1))
    np.testing.assert_array_equal(image, np.repeat(EIGHT[..., :1], 3, axis=2))
    tifffile.imwrite(path, np.full((4, 4), np.nan, np.float32))
    with pytest.raises(UnusableFileError, match="NaN or infinite"):
        read_cell_image(path, IntensityMapping(0, 1))


@pytest.mark.parametrize("name", ["a.png", "a.tif", "a.bmp", "a.jpg"])
def test_eight_bits_are_as_mmdetection_reads_them(tmp_path, name):
    path = tmp_path / name
    assert cv2.imwrite(str(path), EIGHT)
    expected = LoadImageFromFile()({"img_path": str(path)})["img"]
    for mapping in (None, MAPPING):
        np.testing.assert_array_equal(read_cell_image(path, mapping), expected)


def test_no_image(tmp_path):
    path = tmp_path / "a.png"
    path.write_bytes(b"text")
    with pytest.raises(UnusableFileError, match=r"a\.png: it cannot be read as an image"):
        read_cell_image(path)


def test_other_depths_without_a_mapping():
    with pytest.raises(ValueError, match="a: its intensities are uint16, expected 8 bits"):
        to_eight_bits(TWELVE_IN_SIXTEEN, None, "a")
