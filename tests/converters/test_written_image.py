"""Images that are written as 8-bit PNG files."""

import cv2
import numpy as np
import pytest

from mmcsam.converters.written_image import WrittenImage, check_depth, mapping_note
from mmcsam.images.intensity import IntensityMapping


def written(tmp_path, dtype, name="a.png", value=5):
    image = WrittenImage()
    image.write(np.array([[0, value]], dtype), IntensityMapping(1, 4), tmp_path, name)
    return image


def test_note_counts_clipped_values(tmp_path):
    images = [written(tmp_path, np.uint16), written(tmp_path, np.uint16, value=3)]
    note = mapping_note("train", images, IntensityMapping(1, 4))
    assert "1 as 0 and 4 as 255 (given); clipped: 50.00% of the values below, 25.00% above" in note
    check_depth(images)


def test_mixed_depths(tmp_path):
    images = [written(tmp_path, np.uint16), written(tmp_path, np.uint8, "b.png")]
    with pytest.raises(ValueError, match=r"a\.png \(uint16\), b\.png \(uint8\)"):
        check_depth(images)


def test_an_image_is_written_in_8_bits(tmp_path):
    image = WrittenImage()
    pixels = np.array([[0, 100, 200], [300, 400, 500]], np.uint16)
    image.write(pixels, IntensityMapping(100, 400), tmp_path, "images/train/a.png")
    assert image.entry == {"file_name": "images/train/a.png", "width": 3, "height": 2}
    assert (image.dtype, image.values, image.below, image.above) == ("uint16", 6, 1, 1)
    mapped = cv2.imread(str(tmp_path / "images/train/a.png"), cv2.IMREAD_UNCHANGED)
    assert mapped.tolist() == [[0, 0, 85], [170, 255, 255]]


def test_colours_keep_their_order(tmp_path):
    image = WrittenImage()
    pixels = np.array([[[1, 2, 3]]], np.uint8)
    image.write(pixels, IntensityMapping(0, 255), tmp_path, "a.png")
    assert image.entry == {"file_name": "a.png", "width": 1, "height": 1}
    assert image.values == 3
    assert cv2.imread(str(tmp_path / "a.png")).tolist() == [[[1, 2, 3]]]


def test_images_that_were_not_written_do_not_count(tmp_path):
    images = [written(tmp_path, np.uint8), WrittenImage(), written(tmp_path, np.uint8, "b.png")]
    check_depth(images)
    check_depth([])
    assert mapping_note("test", [WrittenImage()], IntensityMapping(-1.5, 4, "by eye")) == (
        "test: the images stay as they are; train, test and predict read -1.5 as 0 and 4 as 255, "
        "as info.intensity records"
    )


def test_two_depths_above_8_bits_share_a_mapping(tmp_path):
    check_depth([written(tmp_path, np.uint16), written(tmp_path, np.float32, "b.png")])
