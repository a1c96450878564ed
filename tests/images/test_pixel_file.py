"""The pixels of any file, blue first."""

import cv2
import numpy as np
import pytest
import tifffile

from mmcsam.images.pixel_file import read_pixel_file
from mmcsam.jobs.problem import UnusableFileError

GREY = np.array([[0, 7, 300], [9, 0, 1]], np.uint16)
BLUE_FIRST = np.array([[[1, 2, 3]], [[4, 5, 6]]], np.uint8)
RED_FIRST = np.array([[[3, 2, 1]], [[6, 5, 4]]], np.uint8)
WITH_OPACITY = {
    "blue first": np.array([[[1, 2, 3, 99]], [[4, 5, 6, 0]]], np.uint8),
    "red first": np.array([[[3, 2, 1, 99]], [[6, 5, 4, 0]]], np.uint8),
}


@pytest.fixture
def write(tmp_path):
    """Return a function that writes pixels, or bytes as they are."""

    def call(name, pixels):
        path = tmp_path / name
        suffix = path.suffix.lower()
        if isinstance(pixels, bytes):
            path.write_bytes(pixels)
        elif suffix == ".npy":
            with open(path, "wb") as file:
                np.save(file, pixels)
        elif suffix in (".tif", ".tiff"):
            tifffile.imwrite(path, pixels, photometric="rgb" if pixels.ndim == 3 else "minisblack")
        else:
            assert cv2.imwrite(str(path), pixels)
        return path

    return call


@pytest.mark.parametrize("name", ["a.png", "a.PNG", "a.tif", "a.TIFF", "a.npy", "a.NPY"])
def test_grey(write, name):
    file = read_pixel_file(write(name, GREY), "a")
    assert (file.pixels.dtype, file.pixels.tolist(), file.plain) == (np.uint16, GREY.tolist(), True)


@pytest.mark.parametrize(
    ("name", "pixels"),
    [
        ("a.png", BLUE_FIRST),
        ("a.bmp", BLUE_FIRST),
        ("a.tif", RED_FIRST),
        ("a.npy", RED_FIRST),
    ],
)
def test_colours(write, name, pixels):
    assert read_pixel_file(write(name, pixels), "a").pixels.tolist() == BLUE_FIRST.tolist()


@pytest.mark.parametrize(
    ("name", "order"), [("a.png", "blue first"), ("a.tif", "red first"), ("a.npy", "red first")]
)
def test_opacity_stays_last(write, name, order):
    pixels = read_pixel_file(write(name, WITH_OPACITY[order]), "a").pixels
    assert pixels.tolist() == WITH_OPACITY["blue first"].tolist()


WIDE = np.arange(10, dtype=np.uint16).reshape(2, 5)


@pytest.mark.parametrize("pixels", [WIDE[None], WIDE[..., None], GREY[..., None]])
def test_arrays_of_one_plane(write, pixels):
    expected = pixels.reshape(pixels.shape[1:] if len(pixels) == 1 else pixels.shape[:2])
    assert read_pixel_file(write("a.npy", pixels), "a").pixels.tolist() == expected.tolist()


@pytest.mark.parametrize("shape", [(1, 5, 3), (1, 1, 3), (1, 2, 4), (5, 1, 3)])
def test_one_row_or_column_of_colours(write, shape):
    pixels = np.arange(np.prod(shape), dtype=np.uint8).reshape(shape)
    found = read_pixel_file(write("a.npy", pixels), "a").pixels
    np.testing.assert_array_equal(found[..., [2, 1, 0, 3][: shape[2]]], pixels)


@pytest.mark.parametrize("shape", [(1, 7), (7, 1), (1, 1), (1, 7, 1)])
def test_one_row_or_column_of_grey(write, shape):
    pixels = np.arange(np.prod(shape), dtype=np.uint8).reshape(shape)
    assert read_pixel_file(write("a.npy", pixels), "a").pixels.shape == shape[:2]


def test_jpeg(write):
    pixels = read_pixel_file(write("a.jpg", np.full((8, 8), 50, np.uint8)), "a").pixels
    assert pixels.tolist() == [[50] * 8] * 8


def test_a_tiff_on_which_0_is_white_is_not_plain(tmp_path):
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, GREY, photometric="miniswhite")
    file = read_pixel_file(path, "a")
    assert (file.pixels.tolist(), file.plain) == (GREY.tolist(), False)


PNG = cv2.imencode(".png", BLUE_FIRST)[1].tobytes()
BAD = {
    "empty": ("a.png", b"", "x/a.png: the file has 0 bytes; expected an image. Copy it again."),
    "empty array": ("a.npy", b"", "x/a.npy: the file has 0 bytes; expected an image. Copy it ag"),
    "text": ("a.bmp", b"text", "x/a.bmp: OpenCV cannot decode it; expected a whole .bmp image."),
    "another suffix": ("a.npy", PNG, "x/a.npy: NumPy cannot read it as an array of numbers ("),
    "no pixels": ("a.npy", np.zeros((0, 3)), "x/a.npy: it holds float64; expected pixels that"),
    "text array": ("a.npy", np.array([["a"]]), "x/a.npy: it holds <U1; expected pixels that are"),
    "complex": ("a.npy", np.ones((2, 2), complex), "x/a.npy: it holds complex128; expected pix"),
    "one axis": ("a.npy", np.arange(3), "x/a.npy: the array has the shape [3]; expected rows x"),
    "stack": ("a.npy", np.ones((5, 4, 6)), "x/a.npy: the array has the shape [5, 4, 6]; expect"),
    "2 channels": ("a.npy", np.ones((5, 4, 2)), "x/a.npy: the array has the shape [5, 4, 2]; e"),
    "colour stack": ("a.npy", RED_FIRST[None], "x/a.npy: the array has the shape [1, 2, 1, 3]; e"),
    "objects": ("a.npy", np.array([{}]), "x/a.npy: NumPy cannot read it as an array of numbers"),
    "session": ("a_seg.npy", np.ones((2, 2)), "x/a_seg.npy: this is Cellpose's own file of Pyth"),
}


@pytest.mark.parametrize("case", BAD)
def test_unusable(write, case):
    name, pixels, message = BAD[case]
    with pytest.raises(UnusableFileError) as error:
        read_pixel_file(write(name, pixels), f"x/{name}")
    assert str(error.value).startswith(message)


def test_several_arrays(tmp_path):
    path = tmp_path / "a.npy"
    with open(path, "wb") as file:
        np.savez(file, first=GREY, second=GREY)
    with pytest.raises(UnusableFileError, match=r"the array has the shape \[\]"):
        read_pixel_file(path, "a")


def test_absent(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_pixel_file(tmp_path / "a.png", "a")


def npy(header, version=b"\x01\x00"):
    """Return an array's file with any header."""
    return b"\x93NUMPY" + version + len(header).to_bytes(2, "little") + header + bytes(64)


SMALL = b"{'descr': '|u1', 'fortran_order': False, 'shape': (8, 8)"
HEADERS = {
    "a comma too many": npy(SMALL + b", , }\n"),
    "an open bracket": npy(SMALL + b", (((\n"),
    "bad indentation": npy(b"\n  x\n y\n"),
    "no dictionary": npy(b"[1, 2]\n"),
    "no end": npy(SMALL),
    "a null": npy(SMALL + b"}\0\n"),
    "nested": npy(b"(" * 5000 + b"\n"),
    "too large": npy(SMALL.replace(b"8, 8", b"99999, 99999") + b"}\n"),
    "negative": npy(SMALL.replace(b"8, 8", b"-8, 8") + b"}\n"),
    "unknown version": npy(SMALL + b"}\n", b"\x09\x00"),
    "an object": npy(SMALL.replace(b"|u1", b"|O") + b"}\n"),
    "a strange type": npy(SMALL.replace(b"'|u1'", b"{1: 2}") + b"}\n"),
}


@pytest.mark.parametrize("case", HEADERS)
def test_a_damaged_header_of_an_array(write, case):
    with pytest.raises(UnusableFileError, match=r"^x: NumPy cannot read it as an array of numbers"):
        read_pixel_file(write("a.npy", HEADERS[case]), "x")
