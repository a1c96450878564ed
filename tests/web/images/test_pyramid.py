import numpy as np
import pytest

from mmcsam.images.source import open_source
from mmcsam.web.images.open_images import OpenImage
from mmcsam.web.images.pyramid import grid, join_tiles, level_count, read_by_rows, read_whole


def image_of(height, width):
    y, x = np.mgrid[:height, :width]
    values = np.stack([x * 255 // width, y * 255 // height, x * 0], axis=-1)
    return OpenImage(open_source(values.astype(np.uint8)))


def test_levels():
    assert [level_count(side, 3) for side in (1, 512, 513, 1024, 1025)] == [1, 1, 2, 2, 3]
    assert grid(8000, 6000, 0) == (16, 12) and grid(8000, 6000, 4) == (1, 1)


@pytest.mark.parametrize("level", [0, 1, 2, 3])
def test_a_tile_is_the_part_of_the_image(level):
    image = image_of(700, 2300)
    column = {0: 4, 1: 2, 2: 1, 3: 0}[level]
    tile = read_by_rows(image, level, column, 0)
    side = 512 << level
    left = column * side
    width = min(side, 2300 - left)
    height = min(side, 700)
    assert tile.shape == (-(-height >> level), -(-width >> level), 3)
    middle = tile[tile.shape[0] // 2, tile.shape[1] // 2].astype(int)
    assert abs(middle[0] - (left + width / 2) * 255 / 2300) < 3
    assert abs(middle[1] - height / 2 * 255 / 700) < 5
    if level <= 2:
        assert np.array_equal(tile, read_whole(image, level, column, 0))


def test_four_tiles_make_one():
    image = image_of(700, 1100)
    tiles = [[read_whole(image, 0, x, y) for x in range(2)] for y in range(2)]
    joined, read = join_tiles(tiles).astype(int), read_whole(image, 1, 0, 0).astype(int)
    assert joined.shape == read.shape and np.abs(joined - read).max() <= 1
