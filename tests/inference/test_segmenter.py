"""Cells of an image are the same in tiles and as a whole, whatever the image comes as."""

import cv2
import numpy as np
import pytest
import torch
from fake_backend import AS_IT_IS, FakeBackend, draw_discs, pack_tiny_model
from PIL import Image

from mmcsam.inference import Segmenter
from mmcsam.jobs.problem import UnusableFileError


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return pack_tiny_model(tmp_path_factory.mktemp("model") / "tiny.mmcsam", cell_width=30.0)


@pytest.fixture
def segmenter(model):
    """Return a function that makes a segmenter whose network finds every bright disc."""

    def make(**settings):
        segmenter = Segmenter(model, device="cpu", **settings)
        segmenter.backend = FakeBackend()
        return segmenter

    return make


def masks(cells):
    return sorted((cell.mask.bbox, int(cell.mask.crop.sum())) for cell in cells)


def true_masks(image):
    count, _, stats, _ = cv2.connectedComponentsWithStats((image > 127).astype(np.uint8))
    return sorted((tuple(row[:4].tolist()), int(row[4])) for row in stats[1:count])


def test_tiles_give_what_the_whole_image_gives(segmenter):
    image = draw_discs(1700, 1300, 120)
    whole, tiled = segmenter(tile=2048), segmenter(tile=1024)
    assert masks(whole(image)) == true_masks(image)
    assert masks(tiled(image)) == true_masks(image)
    assert whole.backend.windows == [(1300, 1700)]
    assert len(tiled.backend.windows) > 3
    assert max(max(shape) for shape in tiled.backend.windows) <= 1024


def test_a_cell_on_the_corner_of_four_tiles(segmenter):
    image = np.zeros((1600, 1600), np.uint8)
    cv2.circle(image, (800, 800), 60, 255, -1)
    assert masks(segmenter()(image)) == true_masks(image)


def test_a_cell_that_no_tile_sees_whole(segmenter):
    """It reaches beyond the context of the tile that has its centre."""
    image = np.zeros((900, 2600), np.uint8)
    cv2.ellipse(image, (1300, 450), (480, 40), 0, 0, 360, 255, -1)
    assert masks(segmenter()(image)) == true_masks(image)


def test_touching_cells_stay_two(segmenter):
    """The fake takes them as one; two detections of a tile are never merged."""
    found = segmenter()
    image = draw_discs(1700, 1300, 40, seed=2)

    class Twice(FakeBackend):
        def detect(self, data, area=1.0):
            detections, full = super().detect(data, area)
            return [*detections, *detections], full

    found.backend = Twice()
    assert len(found(image)) == 80


@pytest.mark.parametrize("kind", ["array", "colour", "alpha", "pil", "tensor", "path", "memmap"])
def test_what_an_image_may_be(kind, segmenter, tmp_path):
    grey = draw_discs(200, 150, 8)
    colour = np.stack([grey] * 3, axis=2)
    path = tmp_path / "a.png"
    cv2.imwrite(str(path), grey)
    np.save(tmp_path / "a.npy", colour)
    image = {
        "array": grey,
        "colour": colour,
        "alpha": np.dstack([colour, np.full_like(grey, 7)]),
        "pil": Image.fromarray(colour),
        "tensor": torch.from_numpy(colour).permute(2, 0, 1),
        "path": path,
        "memmap": np.load(tmp_path / "a.npy", mmap_mode="r"),
    }[kind]
    cells = segmenter()(image)
    assert masks(cells) == true_masks(grey)
    assert (cells.width, cells.height) == (200, 150)
    if kind == "path":
        assert cells.file_name.endswith("a.png")


def test_red_comes_first(model):
    """The network gets blue first, as MMDetection reads files."""
    segmenter = Segmenter(model, device="cpu")
    seen = []

    class Keeps(FakeBackend):
        def detect(self, data, area=1.0):
            seen.append(data["inputs"].flatten(1)[:, 0].tolist())
            return [], False

    segmenter.backend = Keeps()
    segmenter(np.full((32, 32, 3), (1, 2, 3), np.uint8))
    assert seen == [[3, 2, 1]]


def test_cell_width_sets_the_scale(segmenter):
    """Cells of 60 pixels, and 30 in training: half the size."""
    image = np.zeros((400, 600), np.uint8)
    cv2.rectangle(image, (100, 100), (159, 159), 255, -1)
    found = segmenter(cell_width=60.0)
    ((box, _),) = masks(found(image))
    assert box == (100, 100, 60, 60)
    assert found.backend.windows == [(256, 320)]  # with the rest to a whole number of 64 behind


def test_a_scale_that_does_not_fit_is_said(segmenter):
    image = np.zeros((600, 600), np.uint8)
    cv2.rectangle(image, (100, 100), (299, 299), 255, -1)
    (note,) = segmenter()(image).notes
    assert "200 network pixels wide and those of the training were 30" in note
    assert segmenter(cell_width=200.0)(image).notes == ()


def test_pixel_size_needs_one_of_the_model(segmenter):
    with pytest.raises(ValueError, match="the model does not know its pixel size"):
        segmenter(pixel_size=0.5)(np.zeros((9, 9), np.uint8))


def test_deep_images_need_a_range(segmenter):
    deep = draw_discs(200, 150, 5).astype(np.uint16) * 10
    with pytest.raises(ValueError, match="its intensities are uint16, expected 8 bits.*--range"):
        segmenter()(deep)
    assert masks(segmenter(intensity=(0, 2550))(deep)) == true_masks(deep // 10)


@pytest.mark.parametrize("high", [2550, 255])
def test_the_trainings_intensities(high, tmp_path):
    """Deep images go through the same mapping; those of 8 bits have been through it."""
    known = {"low": 0, "high": high, "origin": "given"}
    segmenter = Segmenter(pack_tiny_model(tmp_path / "a.mmcsam", intensity=known), device="cpu")
    segmenter.backend = FakeBackend()
    image = draw_discs(200, 150, 5)
    deep = (image.astype(np.uint16) * (high / 255)).astype(np.uint16)
    assert masks(segmenter(deep)) == true_masks(image)
    cells = segmenter(image)
    assert masks(cells) == true_masks(image)
    assert [note[:14] for note in cells.notes] == ["taken as it is"] * (high == 255)


def test_scores(segmenter):
    assert len(segmenter(score_threshold=0.95)(draw_discs(200, 150, 5))) == 0


def test_stream(segmenter):
    images = (draw_discs(100, 80, count) for count in (1, 3))
    assert [len(cells) for cells in segmenter().stream(images)] == [1, 3]


def test_bad_arguments(segmenter, tmp_path):
    with pytest.raises(ValueError, match="cell_width is 0, expected a number above 0"):
        segmenter(cell_width=0)
    with pytest.raises(ValueError, match="tile is 1000"):
        segmenter(tile=1000)
    (tmp_path / "a.png").write_text("text")
    with pytest.raises(UnusableFileError):
        segmenter()(tmp_path / "a.png")


def test_the_networks_own_cells(model):
    """Random weights find something or nothing; in tiles of their own size it is the same."""
    segmenter = Segmenter(model, device="cpu", score_threshold=0.0)
    cells = segmenter(np.random.default_rng(0).integers(0, 256, (96, 128, 3), np.uint8))
    assert all(0 <= cell.score <= 1 for cell in cells)
    assert AS_IT_IS == segmenter.card.pipeline
