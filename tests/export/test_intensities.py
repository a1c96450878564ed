"""Mean intensities: of the object alone, and of the image no more is read than its box."""

import numpy as np
import pytest
from exported_masks import HEIGHT, MASKS, WIDTH, full, objects

from mmcsam.export.intensities import mean_intensities
from mmcsam.images.source import open_source
from mmcsam.jobs.problem import UnusableFileError


class Recorded:
    """An array that tells which windows were read of it, and cannot be read below a row."""

    def __init__(self, array, damaged_from=HEIGHT):
        self.array, self.windows, self.damaged_from = array, [], damaged_from
        self.shape, self.dtype = array.shape, array.dtype

    def __getitem__(self, index):
        rows, columns = index
        if rows.stop > self.damaged_from:
            raise RuntimeError("a tile is damaged")
        self.windows.append((columns.start, rows.start, columns.stop, rows.stop))
        return self.array[index]


def test_pixels_under_the_object_alone():
    image = np.full((HEIGHT, WIDTH, 3), 200, np.uint8)
    image[5, 6], image[5, 7] = (30, 20, 10), (60, 40, 20)
    [item] = objects(full((6, 5, 8, 6)))
    assert mean_intensities(open_source(image), [item]) == [
        {"mean_intensity_red": 45, "mean_intensity_green": 30, "mean_intensity_blue": 15}
    ]
    grey = np.where(MASKS["holed"] > 0, 60_000, 1).astype(np.uint16)
    [holed] = objects(MASKS["holed"])
    assert mean_intensities(open_source(grey), [holed]) == [{"mean_intensity_grey": 60_000}]


@pytest.mark.parametrize(
    ("around", "read"),
    [
        (0, [(10, 8, 11, 14), (20, 1, 22, 5), (27, 9, 29, 10), (0, 25, 4, 26), (30, 21, 33, 23)]),
        (5, [(10, 8, 11, 14), (20, 1, 29, 10), (0, 25, 4, 26), (30, 21, 33, 23)]),
    ],
)
def test_boxes_are_read_block_by_block_and_close_ones_together(monkeypatch, around, read):
    """And the means are in the order of the objects."""
    monkeypatch.setattr("mmcsam.export.intensities._BLOCK", 10)
    monkeypatch.setattr("mmcsam.export.intensities._AROUND", around)
    boxes = [(30, 21, 33, 23), (20, 1, 22, 5), (0, 25, 4, 26), (10, 8, 11, 14), (27, 9, 29, 10)]
    image = Recorded(np.arange(HEIGHT * WIDTH, dtype=np.uint16).reshape(HEIGHT, WIDTH))
    means = mean_intensities(open_source(image), objects(*map(full, boxes)))
    assert image.windows == read
    assert [mean["mean_intensity_grey"] for mean in means] == [
        (top + bottom - 1) / 2 * WIDTH + (left + right - 1) / 2
        for left, top, right, bottom in boxes
    ]


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_many_pixels_are_added_up_exactly(dtype):
    """In the image's own type the sum would be rounded, or infinite."""
    image = np.full((1000, 1000, 3), 100.5, dtype)
    [item] = objects(np.ones((1000, 1000), np.uint8))
    [means] = mean_intensities(open_source(image), [item])
    assert set(means.values()) == {100.5}


def test_a_damaged_part():
    image = Recorded(np.zeros((HEIGHT, WIDTH), np.uint8), damaged_from=20)
    with pytest.raises(UnusableFileError, match="scan: it cannot be read .a tile is damaged"):
        mean_intensities(
            open_source(image, name="scan"), objects(MASKS["plain"], full((3, 18, 9, 21)))
        )


def test_an_object_beyond_the_image():
    with pytest.raises(ValueError, match="window of 6x3 pixels at column 3, row 18 is not within"):
        mean_intensities(
            open_source(np.zeros((20, WIDTH), np.uint8)), objects(full((3, 18, 9, 21)))
        )


def test_no_objects():
    assert mean_intensities(open_source(np.zeros((2, 3), np.uint8)), []) == []
