"""Whatever the tiles, their order and who predicts them: the bytes are those of the whole image."""

import json
import random
from itertools import pairwise

import cv2
import numpy as np
import pytest
import torch
from fake_backend import FakeBackend, draw_discs, pack_tiny_model

from mmcsam.images.source import open_source
from mmcsam.inference import Segmenter
from mmcsam.inference.backends.pytorch import Detection
from mmcsam.inference.tiling import plan_tiles

SIZE = (1900, 1500)


class ByBrightness:
    """Finds every connected region of one brightness, so that cells may touch."""

    def detect(self, data, area=1.0):
        pixels = data["inputs"].numpy()[0]
        found = []
        for value in np.unique(pixels[pixels > 0]):
            count, labels, stats, _ = cv2.connectedComponentsWithStats((pixels == value).view("u1"))
            for number in range(1, count):
                left, top, width, height = stats[number, :4].tolist()
                crop = labels[top : top + height, left : left + width] == number
                found.append(Detection(crop, left, top, float(value) / 256, 0))
        return found, False


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    torch.manual_seed(0)  # of some weights the network finds nothing
    return pack_tiny_model(tmp_path_factory.mktemp("model") / "tiny.mmcsam", cell_width=30.0)


@pytest.fixture
def segmenter(model):
    def make(tile, backend=None, **settings):
        segmenter = Segmenter(model, device="cpu", tile=tile, score_threshold=0.0, **settings)
        segmenter.backend = backend or FakeBackend()
        return segmenter

    return make


def content(cells):
    """Everything that is written of cells."""
    return json.dumps([cells.to_coco(), cells.notes])


@pytest.fixture(scope="module")
def image():
    """A crowd of cells that touch, of three kinds of brightness."""
    rng = np.random.default_rng(0)
    image = np.zeros(SIZE[::-1], np.uint8)
    for number in range(500):
        centre, radius = rng.integers(0, SIZE).tolist(), int(rng.integers(5, 40))
        cv2.circle(image, centre, radius, (50, 150, 250)[number % 3], -1)
    return image


@pytest.mark.parametrize("tile", [768, 1024, 1472])
def test_any_tile_size(segmenter, image, tile):
    whole = segmenter(2048, ByBrightness())(image)
    assert len(whole) > 300
    assert content(segmenter(tile, ByBrightness())(image)) == content(whole)


def test_any_order_of_tiles(segmenter, image):
    found = segmenter(1024, ByBrightness())
    with open_source(image) as source:
        numbers = list(range(found.count_parts(source)))
        assert len(numbers) == 12
        expected = content(found.segment(source))
        for seed in range(2):
            random.Random(seed).shuffle(numbers)
            parts = {number: found.predict_part(source, number) for number in numbers}
            joined = found.join(source, [parts[number] for number in sorted(parts)])
            assert content(joined) == expected


def test_once_on_every_corner_of_four_tiles(segmenter):
    """Also a few pixels beside it, where the margin makes several tiles see it as theirs."""
    tiles = plan_tiles(*SIZE, 1024)
    corners = {core[:2] for core, _ in tiles if core.left and core.top}
    assert len(corners) == 6
    for x, y in ((0, 0), (7, -7), (-9, 3)):
        image = np.zeros(SIZE[::-1], np.uint8)
        for left, top in corners:
            cv2.circle(image, (left + x, top + y), 25, 255, -1)
        cells = segmenter(1024)(image)
        assert len(cells) == 6
        assert np.array_equal(cells.labels() > 0, image > 0)


def test_touching_cells_stay_two(segmenter):
    """On every border between tiles: along it, across it, and at its end."""
    tiles = plan_tiles(*SIZE, 1024)
    edges = sorted({core.left for core, _ in tiles if core.left})
    image = np.zeros(SIZE[::-1], np.uint8)
    for edge, top in ((edge, top) for edge in edges for top in range(40, 1400, 160)):
        image[top : top + 30, edge - 30 : edge] = 100
        image[top : top + 30, edge : edge + 30] = 200
        image[top + 60 : top + 90, edge - 15 : edge + 15] = 100
        image[top + 90 : top + 120, edge - 15 : edge + 15] = 200
    cells = segmenter(1024, ByBrightness())(image)
    assert len(cells) == 4 * 9 * len(edges)
    assert {int(cell.mask.crop.sum()) for cell in cells} == {900}


@pytest.mark.parametrize("settings", [{}, {"cell_width": 25.0}])
def test_an_image_within_one_tile_is_not_tiled(model, settings):
    """By the network itself, at its own scale and at another."""
    image = draw_discs(500, 400, 12)
    found = [
        Segmenter(model, device="cpu", score_threshold=0.0, tile=tile, **settings)(image)
        for tile in (704, 1024, 4096)
    ]
    assert len(found[0]) == 20
    for first, second in pairwise(found):
        assert content(first) == content(second)


def test_tiles_are_planned_once(segmenter, monkeypatch):
    """To plan the 67,000 tiles of a slide anew for each of them would take a day."""
    plans = []
    found = segmenter(704)
    monkeypatch.setattr(
        "mmcsam.inference.segmenter.plan_tiles",
        lambda *size: plans.append(size) or plan_tiles(*size),
    )
    found(np.zeros((1301, 901), np.uint8))
    assert [size[:3] for size in plans] == [(960, 1344, 704)]
