"""A user's image for a test: read as a prediction reads it, at the scale of the training."""

import cv2
import numpy as np
import pytest
import tifffile
from two_class_detector import two_class_card

from mmcsam.deployment.sample_picture import read_sample_picture
from mmcsam.jobs.problem import UnusableFileError


def picture(width=160, height=120):
    return np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8)


def test_as_it_is(tmp_path):
    pixels = picture()
    cv2.imwrite(str(tmp_path / "a.png"), pixels)
    assert np.array_equal(read_sample_picture(tmp_path / "a.png", two_class_card()), pixels)


def test_at_the_scale_of_the_training(tmp_path):
    """A file of 0.25 micrometres a pixel for a model of 0.5: half the pixels."""
    pixels = picture(400, 200)
    rgb, per_cm = pixels[..., ::-1], (40_000, 40_000)
    tifffile.imwrite(
        tmp_path / "a.tif", rgb, photometric="rgb", resolution=per_cm, resolutionunit="CENTIMETER"
    )
    read = read_sample_picture(tmp_path / "a.tif", two_class_card(pixel_size=0.5))
    expected = cv2.resize(pixels, (200, 100), interpolation=cv2.INTER_LINEAR)
    assert np.array_equal(read, expected)


def test_sixteen_bits(tmp_path):
    values = np.tile(np.linspace(100, 4000, 128).astype(np.uint16), (128, 1))
    tifffile.imwrite(tmp_path / "a.tif", values)
    card = two_class_card(intensity={"low": 100.0, "high": 4000.0})
    read = read_sample_picture(tmp_path / "a.tif", card)
    assert read.shape == (128, 128, 3) and (read[0, 0, 0], read[0, -1, 0]) == (0, 255)
    with pytest.raises(ValueError, match="a.tif"):
        read_sample_picture(tmp_path / "a.tif", two_class_card())


@pytest.mark.parametrize("size", [(95, 200), (2049, 100)])
def test_too_small_or_too_large(tmp_path, size):
    cv2.imwrite(str(tmp_path / "a.png"), picture(*size))
    with pytest.raises(UnusableFileError, match=f"{size[0]}x{size[1]} pixels at the scale"):
        read_sample_picture(tmp_path / "a.png", two_class_card())


def test_no_image(tmp_path):
    with pytest.raises(UnusableFileError, match="there is no such file"):
        read_sample_picture(tmp_path / "none.png", two_class_card())
