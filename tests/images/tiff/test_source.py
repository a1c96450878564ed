"""TIFF files of all kinds, as a whole and by windows."""

import sys

import cv2
import numpy as np
import pytest
import tifffile
from PIL import Image

from mmcsam.images.tiff.source import open_tiff
from mmcsam.jobs.problem import UnusableFileError

RNG = np.random.default_rng(0)
GREY = RNG.integers(0, 65536, (150, 200), dtype=np.uint16)
COLOUR = RNG.integers(0, 256, (150, 200, 3), dtype=np.uint8)
OPAQUE = RNG.integers(0, 256, (150, 200, 4), dtype=np.uint8)
STACK = RNG.integers(0, 65536, (5, 150, 200), dtype=np.uint16)
TILED = {"tile": (32, 48), "compression": "zlib"}


@pytest.fixture
def write(tmp_path):
    """Return a function that writes a TIFF file of one series."""

    def call(pixels, name="a.tif", **options):
        path = tmp_path / name
        tifffile.imwrite(path, pixels, **options)
        return path

    return call


def check(path, expected, **choice):
    """Compare the whole and windows with what was written."""
    with open_tiff(path, "a", **choice) as source:
        assert (source.height, source.width) == expected.shape[:2]
        assert (source.dtype, source.channels) == (expected.dtype, 3 if expected.ndim > 2 else 1)
        np.testing.assert_array_equal(source.read(20, 30, 90, 70), expected[30:100, 20:110])
        np.testing.assert_array_equal(source.read(199, 149), expected[149:, 199:])
        whole = source.read()
        np.testing.assert_array_equal(whole, expected)
        assert (whole.dtype, whole.flags.c_contiguous) == (expected.dtype, True)


KINDS = {
    "mapped": {},
    "strips": {"rowsperstrip": 16},
    "one strip": {"compression": "zlib", "rowsperstrip": 150},
    "compressed strips": {"compression": "zlib", "rowsperstrip": 16},
    "predictor": {"compression": "zlib", "rowsperstrip": 16, "predictor": 2},
    "tiles": {"tile": (32, 48)},
    "compressed tiles": TILED,
    "one tile": {"tile": (160, 208)},
    "BigTIFF": {"bigtiff": True, **TILED},
    "big-endian": {"byteorder": ">"},
    "big-endian tiles": {"byteorder": ">", **TILED},
}


@pytest.mark.parametrize("kind", KINDS)
def test_grey_and_colours(write, kind):
    check(write(GREY, photometric="minisblack", **KINDS[kind]), GREY)
    check(write(COLOUR, photometric="rgb", **KINDS[kind]), COLOUR)


@pytest.mark.parametrize("kind", ["mapped", "one strip", "compressed tiles"])
def test_channels_in_planes(write, kind):
    planes = np.moveaxis(COLOUR, -1, 0).copy()
    path = write(planes, photometric="rgb", planarconfig="separate", **KINDS[kind])
    check(path, COLOUR)
    check(path, COLOUR[..., 2], channels=[2])


@pytest.mark.parametrize("kind", ["mapped", "one strip", "compressed tiles"])
def test_opacity_is_dropped(write, kind):
    options = {"photometric": "rgb", "extrasamples": ["unassalpha"], **KINDS[kind]}
    check(write(OPAQUE, **options), OPAQUE[..., :3])
    options = {**options, "photometric": "minisblack"}
    check(write(OPAQUE[..., :2].copy(), **options), OPAQUE[..., 0])
    check(write(OPAQUE[..., :2].copy(), **options), OPAQUE[..., 1], channels=[1])


@pytest.mark.parametrize("kind", ["mapped", "one strip", "compressed tiles"])
@pytest.mark.parametrize("dtype", [np.float32, np.int16, np.uint32, np.float64])
def test_types(write, kind, dtype):
    pixels = GREY.astype(dtype) - dtype(9)
    check(write(pixels, photometric="minisblack", **KINDS[kind]), pixels)


def test_bits(write, tmp_path):
    check(write(GREY > 30000, photometric="minisblack"), (GREY > 30000) * np.uint8(255))
    check(write(GREY > 30000, photometric="miniswhite"), (GREY <= 30000) * np.uint8(255))
    Image.fromarray(GREY > 30000).save(tmp_path / "b.tif", compression="group4")
    check(tmp_path / "b.tif", (GREY > 30000) * np.uint8(255))


@pytest.mark.parametrize("kind", ["mapped", "one strip", "compressed tiles"])
def test_white_0_is_inverted(write, kind):
    check(write(GREY, photometric="miniswhite", **KINDS[kind]), 65535 - GREY)


@pytest.mark.parametrize("kind", ["mapped", "one strip", "compressed tiles"])
@pytest.mark.parametrize("factor", [1, 257])
def test_a_palette_becomes_colours(write, kind, factor):
    """Entries have 16 bits, or 8 from some programs."""
    table = RNG.integers(0, 256, (3, 256), dtype=np.uint16)
    indices = COLOUR[..., 0].copy()
    path = write(indices, photometric="palette", colormap=table * factor, **KINDS[kind])
    expected = table.T[indices].astype(np.uint8)
    check(path, expected)
    check(path, expected[..., [1]].squeeze(), channels=[1])


@pytest.mark.parametrize("kind", ["mapped", "one strip", "compressed tiles"])
def test_pages(write, kind):
    path = write(STACK, photometric="minisblack", **KINDS[kind])
    for page in (0, 3, 4):
        check(path, STACK[page], page=page)
    with pytest.raises(UnusableFileError, match="x: it holds 5 pages; .* with --page, from 0 to 4"):
        open_tiff(path, "x")
    with pytest.raises(UnusableFileError, match="x: it holds 5 pages, and no page 5"):
        open_tiff(path, "x", page=5)


def test_pages_of_different_sizes_are_counted_through(tmp_path):
    path = tmp_path / "a.tif"
    with tifffile.TiffWriter(path) as file:
        file.write(STACK[:2], photometric="minisblack")
        file.write(COLOUR, photometric="rgb")
        file.write(GREY[:140], photometric="minisblack")
    with pytest.raises(UnusableFileError, match="it holds 4 pages"):
        open_tiff(path, "x")
    check(path, STACK[1], page=1)
    check(path, COLOUR, page=2)
    with open_tiff(path, "x", page=3) as source:
        np.testing.assert_array_equal(source.read(), GREY[:140])


def test_a_stack_with_channels(write):
    pixels = RNG.integers(0, 256, (2, 4, 150, 200), dtype=np.uint8)
    for name, options in (("a.tif", {"imagej": True}), ("a.ome.tif", TILED)):
        path = write(pixels, name, photometric="minisblack", metadata={"axes": "ZCYX"}, **options)
        expected = np.moveaxis(pixels[1, [3, 0, 1]], 0, -1)
        check(path, expected, page=1, channels=[3, 0, 1])
        with pytest.raises(UnusableFileError, match="a: it has 4 channels; .* --channels R G B"):
            open_tiff(path, "a", page=1)


def test_the_finest_level_of_a_pyramid(tmp_path):
    path = tmp_path / "a.ome.tif"
    with tifffile.TiffWriter(path, bigtiff=True) as file:
        file.write(COLOUR, subifds=1, photometric="rgb", metadata={"axes": "YXS"}, **TILED)
        file.write(COLOUR[::2, ::2], subfiletype=1, photometric="rgb", **TILED)
    check(path, COLOUR)


@pytest.mark.parametrize("channels", ["grey", "colour", "opaque", "deep", "deep opaque", "palette"])
def test_lzw_without_a_library_for_it(tmp_path, channels):
    path = tmp_path / "a.tif"
    if channels.startswith("deep"):
        deep = OPAQUE[..., : 4 if "opaque" in channels else 3].astype(np.uint16) * 255
        order = [2, 1, 0, 3][: deep.shape[2]]
        assert cv2.imwrite(str(path), deep[..., order], [cv2.IMWRITE_TIFF_COMPRESSION, 5])
        return check(path, deep[..., :3])
    image = Image.fromarray({"grey": COLOUR[..., 0], "opaque": OPAQUE}.get(channels, COLOUR))
    if channels == "palette":
        image = image.quantize(40)
    image.save(path, compression="tiff_lzw")
    check(path, np.asarray(image.convert("L" if channels == "grey" else "RGB")))


def test_damage_in_lzw(tmp_path):
    path = tmp_path / "a.tif"
    Image.fromarray(COLOUR).save(path, compression="tiff_lzw")
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 99] = b"\xff" * 99
    path.write_bytes(data)
    with pytest.raises(UnusableFileError, match="x: it cannot be read"):
        open_tiff(path, "x").read()


def test_pages_in_lzw(tmp_path):
    path = tmp_path / "a.tif"
    images = [Image.fromarray(COLOUR[..., channel].copy()) for channel in range(3)]
    images[0].save(path, save_all=True, append_images=images[1:], compression="tiff_lzw")
    check(path, COLOUR[..., 1], page=1)


@pytest.mark.parametrize("mode", ["RGB", "YCbCr"])
def test_jpeg_in_tiff(tmp_path, mode):
    path = tmp_path / "a.tif"
    smooth = cv2.GaussianBlur(COLOUR, (0, 0), 9)
    Image.fromarray(smooth).convert(mode).save(path, compression="jpeg", quality=95)
    with open_tiff(path, "a") as source:
        assert np.abs(source.read().astype(int) - smooth).max() < 12


def test_without_zarr(write, monkeypatch):
    monkeypatch.setitem(sys.modules, "zarr", None)
    check(write(COLOUR, photometric="rgb", **TILED), COLOUR)
    path = write(STACK, photometric="minisblack", **TILED)
    check(path, STACK[2], page=2)


def test_a_window_decodes_its_tiles_alone(write, monkeypatch):
    pytest.importorskip("zarr", minversion="3")
    path = write(GREY, photometric="minisblack", tile=(16, 16), compression="zlib")
    decoded = []
    read = tifffile.FileHandle.read
    monkeypatch.setattr(
        tifffile.FileHandle, "read", lambda self, size=-1: decoded.append(size) or read(self, size)
    )
    with open_tiff(path, "a") as source:
        decoded.clear()
        source.read(16, 32, 32, 16)
    assert sum(decoded) < 0.1 * path.stat().st_size


def test_large_images_are_refused_before_they_are_decoded(write, monkeypatch):
    path = write(GREY, photometric="minisblack", **KINDS["one strip"])
    monkeypatch.setattr("mmcsam.images.tiff.source._pixels", lambda *_: pytest.fail("decoded"))
    with pytest.raises(UnusableFileError, match="x: it has 200x150 pixels; expected at most 29999"):
        open_tiff(path, "x", max_pixels=29_999)


@pytest.mark.parametrize("kind", ["mapped", "tiles", "compressed tiles", "compressed strips"])
@pytest.mark.parametrize("share", [0.5, 0.97])
def test_cut_short(write, kind, share):
    path = write(GREY, photometric="minisblack", **KINDS[kind])
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(UnusableFileError, match="x: the file ends before its pixels do; expected"):
        open_tiff(path, "x")


@pytest.mark.parametrize("kind", ["one strip", "compressed tiles"])
def test_a_broken_chunk(write, kind):
    path = write(GREY, photometric="minisblack", **KINDS[kind])
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 3000] = bytes(3000)
    path.write_bytes(data)
    with pytest.raises(UnusableFileError, match=r"x: it cannot be read \("):
        open_tiff(path, "x").read()


@pytest.mark.parametrize("data", [b"II", b"II*\0", b"II*\0\x08\0\0\0", b"no TIFF" * 9])
def test_damaged(tmp_path, data):
    path = tmp_path / "a.tif"
    path.write_bytes(data)
    with pytest.raises(UnusableFileError, match=r"x: it (cannot be read \(|holds no image)"):
        open_tiff(path, "x")


def test_a_size_that_is_not_true(write):
    path = write(GREY, photometric="minisblack", **TILED)
    with tifffile.TiffFile(path, mode="r+") as file:
        file.pages[0].tags["ImageWidth"].overwrite(60_000)
    with pytest.raises(UnusableFileError, match="x: parts of the image are missing; expected"):
        open_tiff(path, "x")


def test_orientation(write):
    path = write(GREY, extratags=[("Orientation", 3, 1, 6, True)])
    with pytest.raises(UnusableFileError, match=r"x: the image is stored turned \(orientation 6\)"):
        open_tiff(path, "x")


def test_colours_of_other_kinds(write):
    path = write(OPAQUE, photometric="separated")
    with pytest.raises(UnusableFileError, match="x: its values are SEPARATED of uint8; expected"):
        open_tiff(path, "x")


def test_a_compression_that_nothing_reads(write):
    path = write(GREY)
    with tifffile.TiffFile(path, mode="r+") as file:
        file.pages[0].tags["Compression"].overwrite(50001)  # WebP, which this is not
    with pytest.raises(UnusableFileError, match=r"x: (WEBP compression|it) cannot be read"):
        open_tiff(path, "x")
