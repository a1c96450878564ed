"""Small pictures of large images, read block by block."""

import numpy as np
import pytest

from mmcsam.images.source import open_source
from mmcsam.images.thumbnail import read_thumbnail


def test_small_images_are_as_they_are():
    image = np.arange(12, dtype=np.uint8).reshape(3, 4)
    assert np.array_equal(read_thumbnail(open_source(image), 4), image)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32, np.int32])
def test_pixels_are_means(dtype):
    small = np.random.default_rng(0).integers(0, 200, (300, 520)).astype(dtype)
    large = np.kron(small, np.ones((4, 4), dtype))
    found = read_thumbnail(open_source(large), 520)
    assert found.dtype == dtype
    assert np.array_equal(found, small)


def test_colours_and_sides_that_do_not_divide():
    image = np.zeros((1001, 777, 3), np.uint8)
    image[500:] = (10, 20, 30)
    found = read_thumbnail(open_source(image), 100)
    assert found.shape == (100, 78, 3)
    assert found[:49].max() == 0
    assert (found[51:] == (10, 20, 30)).all()


def test_no_more_than_a_block_is_read():
    source = open_source(np.zeros((9000, 3000), np.uint8))
    sizes = []
    read = source.read
    source.read = lambda *window: sizes.append(window[2] * window[3]) or read(*window)
    assert read_thumbnail(source, 900).shape == (900, 300)
    assert max(sizes) <= 2560 * 2560
    assert len(sizes) == 8
