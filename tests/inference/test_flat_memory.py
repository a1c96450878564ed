"""What is in memory at once does not grow with the image: a window, and the cells found so far."""

import weakref

import numpy as np
import pytest
from fake_backend import pack_tiny_model

from mmcsam.inference import Segmenter
from mmcsam.inference.backends.pytorch import Detection

TILE = 2048


class EndlessSource:
    """An image that is nowhere: its windows are made when they are read.

    Attributes:
        sizes: Width and height of each window.
        alive: How many earlier windows were still in memory, at each reading.
    """

    name, dtype, channels, pixel_size = "endless", np.dtype(np.uint8), 1, None

    def __init__(self, side):
        self.width = self.height = side
        self.sizes, self.alive, self._given = [], [], []

    def read(self, left=0, top=0, width=None, height=None):
        self.alive.append(sum(given() is not None for given in self._given))
        self.sizes.append((width, height))
        window = np.zeros((height, width), np.uint8)
        self._given.append(weakref.ref(window))
        return window


class ViewBackend:
    """Finds two cells in a window, given as parts of masks of the window's size."""

    def detect(self, data, area=1.0):
        masks = np.ones((2, *data["inputs"].shape), bool)
        places = [(900, 900, 6, 6), (1000, 900, 1, 9)]  # one of them in a single row
        return [
            Detection(mask[top : top + rows, left : left + columns], left, top, 0.9, 0)
            for mask, (left, top, rows, columns) in zip(masks, places, strict=True)
        ], False


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return pack_tiny_model(tmp_path_factory.mktemp("model") / "tiny.mmcsam")


@pytest.fixture
def segmenter(model, monkeypatch):
    segmenter = Segmenter(model, device="cpu", tile=TILE)
    segmenter.backend = ViewBackend()
    # To scale and to pack windows takes longest, and is not what this is about.
    preparation = type(segmenter.prepare)
    monkeypatch.setattr(preparation, "__call__", lambda _, pixels, __: {"inputs": pixels[..., 0]})
    return segmenter


@pytest.mark.parametrize(("side", "tiles"), [(4_000, 9), (16_000, 121)])
def test_one_window_at_a_time(segmenter, side, tiles):
    source = EndlessSource(side)
    cells = segmenter.segment(source)
    assert len(source.sizes) == tiles
    assert max(max(size) for size in source.sizes) <= TILE
    assert set(source.alive) == {0}
    assert len(cells) == 2 * tiles


def test_cells_keep_no_window(segmenter):
    """A view of one would keep all of it in memory."""
    for cell in segmenter.segment(EndlessSource(4_000)):
        crop = cell.mask.crop
        while crop.base is not None:
            crop = crop.base
        assert crop.size == cell.mask.crop.size in (9, 36)
