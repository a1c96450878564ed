"""TIFF files of one plane, and of several."""

import cv2
import numpy as np
import pytest
import tifffile
from PIL import Image

from mmcsam.images.tiff.plane import read_tiff
from mmcsam.jobs.problem import UnusableFileError

GREY = np.arange(6, dtype=np.uint16).reshape(2, 3) * 1000
COLOUR = np.arange(18, dtype=np.uint8).reshape(2, 3, 3)
OPAQUE = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)
IMAGEJ = {"imagej": True}


@pytest.fixture
def read(tmp_path):
    """Return a function that writes a TIFF file and reads it."""

    def call(pixels, **options):
        tifffile.imwrite(tmp_path / "a.tif", pixels, **options)
        return read_tiff(tmp_path / "a.tif", "x/a.tif")

    return call


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.int32, np.float32])
def test_grey(read, dtype):
    plane = read(GREY.astype(dtype))
    assert (plane.pixels.dtype, plane.plain) == (dtype, True)
    np.testing.assert_array_equal(plane.pixels, GREY.astype(dtype))


@pytest.mark.parametrize("pixels", [GREY[None], GREY[None, None], GREY[..., None]])
def test_axes_of_length_1_are_left_out(read, pixels):
    assert read(pixels, photometric="minisblack").pixels.tolist() == GREY.tolist()


@pytest.mark.parametrize("shape", [(1, 1), (1, 3), (3, 1)])
def test_rows_and_columns_of_length_1_stay(read, shape):
    pixels = np.arange(shape[0] * shape[1], dtype=np.uint8).reshape(shape)
    assert read(pixels).pixels.tolist() == pixels.tolist()


def test_red_comes_first_however_channels_are_stored(read):
    planes = np.moveaxis(COLOUR, -1, 0)
    np.testing.assert_array_equal(read(COLOUR, photometric="rgb").pixels, COLOUR)
    np.testing.assert_array_equal(
        read(planes, photometric="rgb", planarconfig="separate").pixels, COLOUR
    )
    np.testing.assert_array_equal(read(planes, **IMAGEJ, metadata={"axes": "CYX"}).pixels, COLOUR)


def test_opacity_is_the_fourth_channel(read):
    plane = read(OPAQUE, photometric="rgb", extrasamples=["unassalpha"])
    np.testing.assert_array_equal(plane.pixels, OPAQUE)
    assert plane.plain


def test_values_that_are_no_intensities(read):
    indices = COLOUR[..., 0]
    palette = np.zeros((3, 256), np.uint16)
    for options in ({"photometric": "miniswhite"}, {"photometric": "palette", "colormap": palette}):
        plane = read(indices, **options)
        assert (plane.pixels.tolist(), plane.plain) == (indices.tolist(), False)


def test_lzw_without_a_library_for_it(tmp_path):
    """OpenCV reads it, blue first."""
    path = tmp_path / "a.tif"
    for pixels in (GREY, COLOUR):
        assert cv2.imwrite(str(path), pixels, [cv2.IMWRITE_TIFF_COMPRESSION, 5])
        expected = pixels if pixels.ndim == 2 else pixels[..., ::-1]
        np.testing.assert_array_equal(read_tiff(path, "a.tif").pixels, expected)


def test_orientation(read):
    tags = {value: {"extratags": [("Orientation", 3, 1, value, True)]} for value in (1, 3)}
    assert read(GREY, **tags[1]).pixels.tolist() == GREY.tolist()
    with pytest.raises(UnusableFileError) as error:
        read(GREY, **tags[3])
    assert str(error.value) == (
        "x/a.tif: the image is stored turned (orientation 3); expected orientation 1. Open and "
        "save it anew, and check that image and mask still fit."
    )


STACK = np.zeros((2, 2, 3), np.uint8)
SEVERAL = {
    "pages": (STACK, {"photometric": "minisblack"}, "2 planes", "Z Project"),
    "times": (STACK, {**IMAGEJ, "metadata": {"axes": "TYX"}}, "2 times", "Z Project"),
    "channels": (STACK, {**IMAGEJ, "metadata": {"axes": "CYX"}}, "2 channels", "Split Channels"),
    "both": (
        np.zeros((2, 4, 2, 3), np.uint8),
        {**IMAGEJ, "metadata": {"axes": "ZCYX"}},
        "2 depths and 4 channels",
        "Z Project",
    ),
}


@pytest.mark.parametrize("case", SEVERAL)
def test_several_planes(read, case):
    pixels, options, found, cure = SEVERAL[case]
    with pytest.raises(UnusableFileError) as error:
        read(pixels, **options)
    problem = error.value.problem
    assert (problem.file, problem.found) == ("x/a.tif", f"the file holds {found}")
    assert problem.expected == "one plane, grey or RGB"
    assert problem.cure.endswith(cure)


def test_pages_of_different_sizes(tmp_path):
    path = tmp_path / "a.tif"
    with tifffile.TiffWriter(path) as file:
        file.write(GREY)
        file.write(GREY[:1])
    with pytest.raises(UnusableFileError, match="the file holds 2 planes"):
        read_tiff(path, "a.tif")


def test_a_compression_that_nothing_reads(tmp_path):
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, GREY)
    with tifffile.TiffFile(path, mode="r+") as file:
        file.pages[0].tags["Compression"].overwrite(50001)  # WebP, which this is not
    with pytest.raises(UnusableFileError, match=r"x/a\.tif: it(s compression)? cannot be read"):
        read_tiff(path, "x/a.tif")


@pytest.mark.parametrize("data", [b"", b"II", b"II*\0", b"II*\0\x08\0\0\0", b"no TIFF" * 9])
def test_damaged(tmp_path, data):
    path = tmp_path / "a.tif"
    path.write_bytes(data)
    with pytest.raises(UnusableFileError, match=r"x/a\.tif: it cannot be read as TIFF \("):
        read_tiff(path, "x/a.tif")


def test_absent(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_tiff(tmp_path / "a.tif", "a.tif")


@pytest.mark.parametrize("compression", ["tiff_lzw", "packbits", "tiff_adobe_deflate"])
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_compressed_values_are_kept(tmp_path, compression, channels):
    """OpenCV would multiply colours by their opacity."""
    pixels = np.random.default_rng(0).integers(0, 256, (20, 30, channels), np.uint8)
    pixels = pixels[..., 0] if channels == 1 else pixels
    Image.fromarray(pixels).save(tmp_path / "a.tif", compression=compression)
    np.testing.assert_array_equal(read_tiff(tmp_path / "a.tif", "a").pixels, pixels)


@pytest.mark.parametrize("dtype", [np.uint16, np.int32, np.float32])
def test_compressed_deep_values_are_kept(tmp_path, dtype):
    pixels = (np.random.default_rng(0).random((20, 30)) * 60_000).astype(dtype)
    Image.fromarray(pixels).save(tmp_path / "a.tif", compression="tiff_lzw")
    np.testing.assert_array_equal(read_tiff(tmp_path / "a.tif", "a").pixels, pixels, strict=True)


def test_a_compressed_palette_keeps_its_indices(tmp_path):
    picture = Image.fromarray(np.arange(60, dtype=np.uint8).reshape(6, 10), "P")
    picture.putpalette([255 - i // 3 for i in range(768)])
    picture.save(tmp_path / "a.tif", compression="tiff_lzw")
    plane = read_tiff(tmp_path / "a.tif", "a")
    assert (plane.pixels.ravel().tolist(), plane.plain) == (list(range(60)), False)


@pytest.mark.parametrize("compression", [1, 5, 8, 32773])
def test_a_size_that_the_bytes_cannot_hold(tmp_path, compression):
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, GREY.astype(np.uint8), metadata=None)
    with tifffile.TiffFile(path, mode="r+") as file:
        tags = file.pages[0].tags
        tags["Compression"].overwrite(compression)
        for tag in ("ImageWidth", "ImageLength", "RowsPerStrip"):
            tags[tag].overwrite(40_000)
    with pytest.raises(
        UnusableFileError, match="x: it says that its pixels take 1,526 MiB, which "
    ):
        read_tiff(path, "x")
