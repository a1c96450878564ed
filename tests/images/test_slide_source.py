"""Slides of several vendors, by windows; what was not scanned, and what cannot be read."""

import json
import sys

import numpy as np
import pytest
import tifffile
from drawn_slides import draw_mrxs, draw_ndpi, draw_philips, draw_svs
from fake_backend import FakeBackend, draw_discs, pack_tiny_model

from mmcsam.images.slide_source import SLIDE_SUFFIXES, is_philips, mean_side, open_slide
from mmcsam.images.source import open_source
from mmcsam.inference import Segmenter, predict_files
from mmcsam.jobs.problem import UnusableFileError

RNG = np.random.default_rng(0)
PIXELS = RNG.integers(0, 256, (150, 200, 3), dtype=np.uint8)
WINDOWS = [(0, 0, 200, 150), (60, 61, 8, 9), (63, 64, 1, 1), (199, 149, 1, 1), (120, 100, 80, 50)]


@pytest.fixture
def openslide():
    return pytest.importorskip("openslide")


def check(path, expected, pixel_size):
    with open_source(path, name="a") as source:
        assert (source.name, source.width, source.height) == ("a", *expected.shape[1::-1])
        assert (source.dtype, source.channels) == (np.uint8, 3)
        assert source.pixel_size == (pixel_size and pytest.approx(pixel_size))
        for left, top, width, height in WINDOWS:
            window = source.read(left, top, width, height)
            assert (window.dtype, window.flags.c_contiguous) == (np.uint8, True)
            part = expected[top : top + height, left : left + width]
            np.testing.assert_array_equal(window, part)


@pytest.mark.parametrize("compression", [None, "zlib"])
def test_aperio(openslide, tmp_path, compression):
    check(draw_svs(tmp_path / "a.svs", PIXELS, compression=compression), PIXELS, 0.499)
    check(draw_svs(tmp_path / "b.SVS", PIXELS, mpp=0.25), PIXELS, 0.25)


def test_hamamatsu(openslide, tmp_path):
    pixels = np.tile(PIXELS[:16, :20], (10, 12, 1))  # 160 x 240
    decoded = draw_ndpi(tmp_path / "a.ndpi", pixels, resolution=25_000)
    check(tmp_path / "a.ndpi", decoded, 0.4)


@pytest.mark.parametrize("name", ["a.tiff", "a.TIF"])
def test_philips_is_known_by_its_content(openslide, tmp_path, name):
    path = draw_philips(tmp_path / name, PIXELS, (0.000251, 0.000249))
    assert is_philips(path)
    check(path, PIXELS, 0.25)


def test_other_tiled_tiff_files_are_no_slides(tmp_path, monkeypatch):
    path = tmp_path / "a.tiff"
    tifffile.imwrite(path, PIXELS, tile=(64, 64), photometric="rgb")
    monkeypatch.setattr("mmcsam.images.source.open_slide", lambda *_, **__: pytest.fail("a slide"))
    check(path, PIXELS, None)
    path.write_bytes(b"II*\0nothing")
    assert not is_philips(path)


def test_mirax_begins_where_the_scan_does(openslide, tmp_path):
    """Most of the glass is empty; what is empty within the scan has the slide's background."""
    parts = {
        place: RNG.integers(0, 256, (24, 32, 3), dtype=np.uint8)
        for place in ((1, 1), (2, 1), (2, 2))
    }
    path = draw_mrxs(tmp_path / "a.mrxs", parts, (9, 7), background=0xD0E0F0)
    expected = np.empty((48, 64, 3), np.uint8)
    expected[:] = (0xF0, 0xE0, 0xD0)
    for (column, row), pixels in parts.items():
        expected[24 * row - 24 : 24 * row, 32 * column - 32 : 32 * column] = pixels
    with open_source(path) as source:
        assert (source.width, source.height, source.pixel_size) == (64, 48, 0.2325)
        np.testing.assert_array_equal(source.read(), expected)
        np.testing.assert_array_equal(source.read(20, 10, 30, 25), expected[10:35, 20:50])
        with pytest.raises(ValueError, match="is not within the 64x48 pixels"):
            source.read(63, 0, 2, 1)


def test_what_was_not_scanned_is_white(openslide, tmp_path):
    path = draw_philips(tmp_path / "a.tiff", PIXELS)
    with tifffile.TiffFile(path, mode="r+") as file:
        for tag in ("TileOffsets", "TileByteCounts"):
            values = list(file.pages.first.tags[tag].value)
            values[5] = 0  # the second tile of the second row
            file.pages.first.tags[tag].overwrite(values)
    expected = PIXELS.copy()
    expected[64:128, 64:128] = 255
    check(path, expected, 0.25)


def test_channels_and_pages(openslide, tmp_path):
    path = draw_svs(tmp_path / "a.svs", PIXELS)
    with open_source(path, page=0, channels=[2]) as source:
        np.testing.assert_array_equal(source.read(3, 5, 70, 80), PIXELS[5:85, 3:73, 2])
    with open_source(path, channels=[2, 0, 1]) as source:
        np.testing.assert_array_equal(source.read(), PIXELS[..., [2, 0, 1]])
    with pytest.raises(UnusableFileError, match="x: it holds 1 page, and no page 1; .* --page out"):
        open_source(path, page=1, name="x")
    with pytest.raises(UnusableFileError, match="x: it has 3 channels, and not each of 3"):
        open_source(path, channels=[3], name="x")


def test_large_slides_are_refused(openslide, tmp_path):
    path = draw_svs(tmp_path / "a.svs", PIXELS)
    with pytest.raises(UnusableFileError, match="x: it has 200x150 pixels; expected at most 29999"):
        open_source(path, max_pixels=29_999, name="x")


@pytest.mark.parametrize("mpp", ["0", "-1", "unknown", "inf", "nan", ""])
def test_a_pixel_size_that_is_none(openslide, tmp_path, mpp):
    check(draw_svs(tmp_path / "a.svs", PIXELS, mpp=mpp), PIXELS, None)


@pytest.mark.parametrize(
    ("sides", "expected"),
    [
        ((0.5, "0.5"), 0.5),
        (("0.252", "0.248"), 0.25),
        ((1.0, 1.02), 1.01),
        ((1.0, 1.05), None),
        ((None, 0.5), None),
        ((float("inf"),) * 2, None),
        ((-1, -1), None),
    ],
)
def test_pixels_are_square(sides, expected):
    assert mean_side(*sides) == (expected and pytest.approx(expected))


@pytest.mark.parametrize("share", [0.01, 0.5, 0.97])
def test_cut_short(openslide, tmp_path, share):
    data = draw_svs(tmp_path / "a.svs", PIXELS).read_bytes()
    path = tmp_path / "b.svs"
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(UnusableFileError, match="x: it (is no slide that|cannot be read)"):
        open_source(path, name="x").read()


def test_a_broken_tile(openslide, tmp_path):
    path = draw_svs(tmp_path / "a.svs", PIXELS, compression="zlib")
    with tifffile.TiffFile(path) as file:
        start, size = file.pages.first.dataoffsets[5], file.pages.first.databytecounts[5]
    data = bytearray(path.read_bytes())
    data[start : start + size] = bytes(size)
    path.write_bytes(data)
    with open_source(path, name="x") as source:
        np.testing.assert_array_equal(source.read(0, 0, 64, 64), PIXELS[:64, :64])
        with pytest.raises(UnusableFileError, match=r"x: it cannot be read \(.*; expected a whole"):
            source.read(100, 100, 9, 9)


def test_tiles_of_no_sensible_size(openslide, tmp_path):
    """OpenSlide would end the process: it cannot have 64 GiB."""
    path = draw_svs(tmp_path / "a.svs", PIXELS)
    with tifffile.TiffFile(path, mode="r+") as file:
        file.pages.first.tags["TileWidth"].overwrite(2**28 + 64, dtype="I")
    with pytest.raises(UnusableFileError, match="x: its tiles have 268435520x[0-9]+ pixels"):
        open_source(path, name="x")


@pytest.mark.parametrize("suffix", SLIDE_SUFFIXES)
def test_what_is_no_slide(openslide, tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    path.write_bytes(b"nothing that OpenSlide knows")
    with pytest.raises(UnusableFileError) as error:
        open_source(path, name="x")
    assert str(error.value) == (
        f"x: it is no slide that OpenSlide knows; expected a whole {suffix} slide. "
        "Copy it again with all files that belong to it."
    )
    path.write_bytes(b"")
    with pytest.raises(UnusableFileError, match="x: the file has 0 bytes"):
        open_source(path, name="x")


def test_mirax_without_its_folder(openslide, tmp_path):
    path = draw_mrxs(tmp_path / "a.mrxs", {(0, 0): PIXELS}, (1, 1))
    path.with_suffix("").rename(tmp_path / "b")
    with pytest.raises(UnusableFileError, match="x: it is no slide that .* that belong to it"):
        open_source(path, name="x")


def test_closed(openslide, tmp_path):
    source = open_source(draw_svs(tmp_path / "a.svs", PIXELS))
    source.close()
    with pytest.raises(ValueError, match="the source is closed"):
        source.read()


@pytest.mark.parametrize("name", ["a.svs", "a.ndpi", "a.tiff"])
def test_without_openslide(tmp_path, monkeypatch, name):
    draw_philips(tmp_path / name, PIXELS)
    monkeypatch.setitem(sys.modules, "openslide", None)
    with pytest.raises(UnusableFileError) as error:
        open_slide(tmp_path / name, "x")
    assert str(error.value) == (
        "x: slides need another library; expected openslide-python and openslide-bin. "
        'pip install "mmcsam[slides]".'
    )
    with pytest.raises(UnusableFileError, match=r'pip install "mmcsam\[slides\]"'):
        open_source(tmp_path / name)


def test_a_slide_has_the_cells_of_its_pixels(openslide, tmp_path):
    """Both are predicted in tiles, whose windows are those of an array."""
    pixels = np.dstack([draw_discs(1200, 500, 40)] * 3)
    (tmp_path / "src").mkdir()
    draw_svs(tmp_path / "src/slide.svs", pixels)
    np.save(tmp_path / "src/array.npy", pixels)
    segmenter = Segmenter(pack_tiny_model(tmp_path / "tiny.mmcsam"), device="cpu", tile=1024)
    segmenter.backend = FakeBackend()
    report = predict_files(segmenter, [tmp_path / "src"], tmp_path / "out", ("coco",))
    assert (report.images, report.cells, report.problems) == (2, 80, [])
    assert len(segmenter.backend.windows) > 2
    found = json.loads((tmp_path / "out/instances.json").read_text())
    cells = {image["id"]: [] for image in found["images"]}
    for cell in found["annotations"]:
        cells[cell["image_id"]].append((cell["segmentation"], cell["bbox"], cell["score"]))
    array, slide = cells.values()
    assert array == slide
