"""The intensities of a data set that 8 bits cover."""

from pathlib import Path

import numpy as np
import pytest

from mmcsam.images.intensity_range import find_intensity_mapping
from mmcsam.jobs.problem import UnusableFileError


class Reader:
    """Returns arrays by file name."""

    def __init__(self, **arrays):
        self.arrays = arrays

    def __call__(self, path):
        if path.name not in self.arrays:
            raise UnusableFileError(path.name, "found", "expected", "cure")
        return self.arrays[path.name]


def find(reader, *more):
    paths = [Path(name) for name in (*reader.arrays, *more)]
    return find_intensity_mapping(reader, paths, "the images", workers=1)


def test_percentiles_of_all_images_together():
    # 0..1000 over two images: the percentiles are 1 and 999.
    values = np.arange(1001, dtype=np.float32)
    mapping = find(Reader(a=values[:500], b=values[500:]), "unreadable")
    assert (mapping.low, mapping.high) == pytest.approx((1, 999))
    assert mapping.origin == "percentiles 0.1 and 99.9 of the images"


def test_large_images_are_sampled_the_same_at_every_run():
    image = np.random.default_rng(1).normal(100, 5, (600, 600))
    first, second = find(Reader(a=image)), find(Reader(a=image))
    assert first == second
    low, high = np.percentile(image, [0.1, 99.9])
    assert (first.low, first.high) == pytest.approx((low, high), abs=1)


def test_eight_bit_images_give_no_range():
    mapping = find(Reader(a=np.array([3, 90], np.uint8)))
    assert (mapping.low, mapping.high) == (0, 255)


def test_one_value():
    with pytest.raises(ValueError, match="nearly all pixels have the value 7; give the range"):
        find(Reader(a=np.full((4, 4), 7, np.uint16)))


def test_none_readable():
    with pytest.raises(ValueError, match="none of 1 can be read"):
        find(Reader(), "a")


def test_files_that_cannot_be_opened_do_not_count():
    def read(path):
        if path.name == "b":
            raise PermissionError(13, "Permission denied")
        return np.array([1, 5], np.uint16)

    mapping = find_intensity_mapping(read, [Path("a"), Path("b")], "the images", workers=1)
    assert (mapping.low, mapping.high) == pytest.approx((1.004, 4.996))


def test_one_deeper_image_ends_the_8_bits():
    images = Reader(a=np.array([0, 255], np.uint8), b=np.array([0, 255], np.uint16))
    mapping = find(images)
    assert mapping.origin == "percentiles 0.1 and 99.9 of the images"
    assert (mapping.low, mapping.high) == (0, 255)


def test_images_of_equal_size_weigh_the_same():
    """Images of more than 65536 pixels are drawn from: the large one counts no more."""
    large, small = np.full(10 * 2**16, 9, np.uint16), np.full(2**16, 9, np.uint16)
    small[:300] = 1  # more than 0.1 % of 2 * 65536 values, but not of 11 * 65536
    mapping = find_intensity_mapping(
        Reader(a=large, b=small), [Path("a"), Path("b")], "the images", workers=1
    )
    assert (mapping.low, mapping.high) == (1, 9)


def test_no_images():
    with pytest.raises(ValueError, match="the intensities of the images cannot be found: none"):
        find(Reader())
