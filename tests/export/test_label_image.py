"""Label images, and which of two objects has a pixel."""

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
import tifffile
from exported_masks import HEIGHT, MASKS, WIDTH, full, objects

from mmcsam.export.exported_object import ExportedObject
from mmcsam.export.label_image import draw_label_image, export_label_image, write_label_image
from mmcsam.images.source import open_source
from mmcsam.structures.instance_mask import InstanceMask


def test_label_images(exported):
    out, _ = exported
    labels = tifffile.imread(out / "labels/a/1.tif")
    assert labels.dtype == np.uint16
    assert labels.shape == (HEIGHT, WIDTH)
    for label, mask in enumerate(MASKS.values(), start=1):
        np.testing.assert_array_equal(labels == label, mask > 0)
    empty = tifffile.imread(out / "labels/b/1.tif")
    assert empty.shape == (HEIGHT, WIDTH)
    assert not empty.any()


def test_overlapping_annotations():
    """The smaller one has shared pixels in either order; of equal ones the later."""
    cell, nucleus = full((0, 0, 20, 20)), full((5, 5, 10, 10))
    for order in ((cell, nucleus), (nucleus, cell)):
        labels, lost, hidden = draw_label_image(objects(*order), (WIDTH, HEIGHT))
        assert (lost, hidden) == (25, 0)
        assert labels[7, 7] == (2 if order[0] is cell else 1)
    labels, lost, hidden = draw_label_image(objects(nucleus, nucleus), (WIDTH, HEIGHT))
    assert (labels[7, 7], lost, hidden) == (2, 25, 1)


@pytest.fixture(scope="module")
def many():
    """65,536 objects of a pixel each, which leave the last row free."""
    pixel, size = np.ones((1, 1), np.uint8), (256, 257)
    return [
        ExportedObject(i + 1, i, "cell", 1, None, InstanceMask(pixel, i % 256, i // 256, size))
        for i in range(65_536)
    ]


def test_more_than_65535_objects_need_32_bits(many):
    labels, lost, hidden = draw_label_image(many, (256, 257))
    assert labels.dtype == np.uint32
    assert (labels.max(), lost, hidden) == (65_536, 0, 0)
    assert draw_label_image(many[:-1], (256, 257))[0].dtype == np.uint16


def test_the_higher_score_has_the_pixel():
    """In either order, and though it is the larger object."""
    cell, nucleus = full((0, 0, 20, 20)), full((5, 5, 10, 10))
    labels, lost, hidden = draw_label_image(
        objects(cell, nucleus, scores=[0.9, 0.8]), (WIDTH, HEIGHT)
    )
    assert (labels[7, 7], lost, hidden) == (1, 25, 1)
    labels, lost, hidden = draw_label_image(
        objects(cell, nucleus, scores=[0.8, 0.9]), (WIDTH, HEIGHT)
    )
    assert (labels[7, 7], lost, hidden) == (2, 25, 0)
    labels, _, _ = draw_label_image(objects(nucleus, cell, scores=[0.5, 0.5]), (WIDTH, HEIGHT))
    assert labels[7, 7] == 2  # of equal ones the later


def test_pixels_under_two_objects_are_lost_once_each():
    """Three objects of 4, 3 and 2 pixels on 5: the sum is 9, of which 5 are drawn."""
    masks = full((0, 0, 4, 1)), full((1, 0, 4, 1)), full((3, 0, 5, 1))
    labels, lost, hidden = draw_label_image(objects(*masks), (WIDTH, HEIGHT))
    assert labels[0, :6].tolist() == [1, 2, 2, 3, 3, 0]
    assert (lost, hidden) == (4, 0)


def test_no_objects():
    labels, lost, hidden = draw_label_image([], (3, 2))
    assert labels.tolist() == [[0, 0, 0], [0, 0, 0]]
    assert (labels.dtype, lost, hidden) == (np.uint16, 0, 0)


@pytest.mark.parametrize("dtype", [np.uint16, np.uint32])
def test_files_hold_the_labels(tmp_path, dtype):
    labels = np.arange(12, dtype=dtype).reshape(3, 4) * (np.iinfo(dtype).max // 11)
    write_label_image(tmp_path / "1.tif", labels)
    with tifffile.TiffFile(tmp_path / "1.tif") as file:
        [page] = file.pages
        assert page.compression == tifffile.COMPRESSION.ADOBE_DEFLATE
        again = page.asarray()
    assert again.dtype == dtype
    np.testing.assert_array_equal(again, labels)


@pytest.fixture
def tiled(monkeypatch, tmp_path):
    """Return a function that exports by tiles and returns the page's tile, pixels and counts."""

    def call(found, image_size, tile=16):
        monkeypatch.setattr("mmcsam.export.label_image.MAX_UNTILED", 0)
        monkeypatch.setattr("mmcsam.export.label_image._TILE", tile)
        counts = export_label_image(tmp_path / "1.tif", found, image_size)
        with tifffile.TiffFile(tmp_path / "1.tif") as file:
            [page] = file.pages
            assert page.compression == tifffile.COMPRESSION.ADOBE_DEFLATE
            assert page.photometric == tifffile.PHOTOMETRIC.MINISBLACK
            return page.tile, page.asarray(), counts

    return call


def random_objects(width, height, scored):
    """Of all sizes, many of them overlapping; the last hides the one before."""
    rng = np.random.default_rng(width)
    found = []
    for label in range(1, 121):
        w = int(rng.integers(1, width // (1 + label % 9), endpoint=True))
        h = int(rng.integers(1, height // (1 + label % 9), endpoint=True))
        left, top = (int(n) for n in rng.integers(0, (width - w, height - h), endpoint=True))
        crop = rng.random((h, w)) < rng.choice([0.1, 0.9, 1])
        crop[[0, -1]] = crop[:, [0, -1]] = True
        score = float(rng.choice([0.5, 0.7, 0.8])) if scored else None
        mask = InstanceMask(crop.view(np.uint8), left, top, (width, height))
        found.append(ExportedObject(label, label, "cell", 1, score, mask))
    return [*found, replace(found[-1], label=121)]


@pytest.mark.parametrize("scored", [False, True])
@pytest.mark.parametrize("image_size", [(40, 30), (64, 48), (97, 131), (9, 200), (16, 16)])
def test_tiles_hold_the_same_pixels(tiled, image_size, scored):
    found = random_objects(*image_size, scored)
    labels, lost, hidden = draw_label_image(found, image_size)
    assert lost > 0
    assert hidden > 0
    tile, pixels, counts = tiled(found, image_size)
    assert tile == (16, 16)
    assert (pixels.dtype, counts) == (np.uint16, (lost, hidden))
    np.testing.assert_array_equal(pixels, labels)


def test_an_object_is_hidden_only_where_no_tile_shows_it(tiled):
    """Of the first the fourth tile alone shows a pixel; of the second none does."""
    first = full((10, 10, 20, 20))
    second, over = full((12, 12, 19, 19)), full((2, 2, 20, 20), holes=[(19, 19, 20, 20)])
    found = objects(first, second, over, scores=[0.5, 0.6, 0.7])
    _, pixels, counts = tiled(found, (WIDTH, HEIGHT))
    assert counts == (99 + 49, 1)
    assert pixels[19, 19] == 1
    assert np.bincount(pixels.ravel()).tolist() == [HEIGHT * WIDTH - 324, 1, 0, 323]


def test_tiles_of_more_than_65535_objects(many, tiled):
    _, pixels, counts = tiled(many, (256, 257), tile=128)
    assert (pixels.dtype, counts) == (np.uint32, (0, 0))
    np.testing.assert_array_equal(pixels[:256].ravel(), np.arange(1, 65_537))
    assert not pixels[256].any()


def test_tiles_without_objects(tiled):
    _, pixels, counts = tiled([], (33, 17))
    assert (pixels.shape, pixels.dtype, counts) == ((17, 33), np.uint16, (0, 0))
    assert not pixels.any()


def test_small_images_are_not_tiled(tmp_path, monkeypatch):
    monkeypatch.setattr("mmcsam.export.label_image.MAX_UNTILED", WIDTH * HEIGHT)
    found = objects(MASKS["plain"], MASKS["plain"])
    assert export_label_image(tmp_path / "1.tif", found, (WIDTH, HEIGHT)) == (60, 1)
    write_label_image(tmp_path / "2.tif", draw_label_image(found, (WIDTH, HEIGHT))[0])
    assert (tmp_path / "1.tif").read_bytes() == (tmp_path / "2.tif").read_bytes()


@pytest.mark.parametrize(("size", "bigtiff"), [((40, 30), True), ((30, 39), False)])
def test_large_ones_are_bigtiff(tiled, monkeypatch, tmp_path, size, bigtiff):
    monkeypatch.setattr("mmcsam.export.label_image._MAX_TIFF", 40 * 30 * 2 - 1)
    tiled([], size)
    with tifffile.TiffFile(tmp_path / "1.tif") as file:
        assert file.is_bigtiff is bigtiff


def test_memory_does_not_grow_with_the_image(tmp_path):
    """800 MB of labels; the object lies on the corner of four tiles."""
    size, path = (20_000, 20_001), tmp_path / "1.tif"
    mask = InstanceMask(np.ones((4, 6), np.uint8), 19 * 1024 - 3, 5 * 1024 - 2, size)
    tracemalloc.start()
    counts = export_label_image(path, [ExportedObject(1, 1, "cell", 1, None, mask)], size)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert counts == (0, 0)
    assert peak < 30e6
    with open_source(path) as source:
        assert (source.width, source.height) == size
        window = source.read(mask.left - 1, mask.top - 1, 8, 6)
    assert window.sum() == 24
    assert window[1:5, 1:7].all()
