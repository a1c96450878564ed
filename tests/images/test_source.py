"""Opening files of all kinds, good and bad; arrays are in test_array_source.py."""

import os
import pickle
import socket
import struct
import sys
import zlib

import cv2
import mmcv
import numpy as np
import pytest
import tifffile
from PIL import Image

from mmcsam.images.source import ImageSource, open_source
from mmcsam.jobs.problem import UnusableFileError

RNG = np.random.default_rng(0)
GREY = RNG.integers(0, 256, (24, 40), dtype=np.uint8)
COLOUR = cv2.GaussianBlur(RNG.integers(0, 256, (24, 40, 3), dtype=np.uint8), (0, 0), 2)
OPAQUE = np.dstack([COLOUR, GREY])
DEEP = COLOUR.astype(np.uint16) * 200
SUFFIXES = [".png", ".bmp", ".jpg", ".JPEG"]


def read(image, **options):
    """Return the whole, after comparing a window with it."""
    with open_source(image, **options) as source:
        whole = source.read()
        assert (source.height, source.width) == whole.shape[:2]
        assert (source.dtype, source.channels) == (whole.dtype, 3 if whole.ndim == 3 else 1)
        np.testing.assert_array_equal(source.read(3, 2, 11, 9), whole[2:11, 3:14])
        assert whole.flags.c_contiguous
        return whole


def as_mmdetection(path):
    return mmcv.imfrombytes(path.read_bytes(), flag="color", backend="cv2")[..., ::-1]


@pytest.fixture
def save(tmp_path):
    """Return a function that writes an array by Pillow, or bytes."""

    def call(name, pixels, **options):
        path = tmp_path / name
        if isinstance(pixels, bytes):
            path.write_bytes(pixels)
        else:
            image = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
            image.save(path, **options)
        return path

    return call


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_pictures_are_as_mmdetection_reads_them(save, suffix):
    path = save(f"a{suffix}", COLOUR)
    np.testing.assert_array_equal(read(path), as_mmdetection(path))
    if "j" not in suffix.lower():
        np.testing.assert_array_equal(read(str(path)), COLOUR)
    np.testing.assert_array_equal(read(path, channels=[2]), as_mmdetection(path)[..., 2])


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_grey_pictures_stay_grey(save, suffix):
    path = save(f"a{suffix}", GREY)
    np.testing.assert_array_equal(read(path), as_mmdetection(path)[..., 0])
    # The file decides, not what is on it.
    assert read(save(f"b{suffix}", np.dstack([GREY] * 3))).shape == (24, 40, 3)


@pytest.mark.parametrize("orientation", [2, 3, 6, 8])
def test_exif_turns_as_in_mmdetection(save, orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    for pixels in (COLOUR, GREY):
        path = save("a.jpg", pixels, exif=exif)
        expected = as_mmdetection(path)
        assert expected.shape[:2] == ((40, 24) if orientation > 4 else (24, 40))
        whole = read(path)
        np.testing.assert_array_equal(
            whole if whole.ndim == 3 else np.dstack([whole] * 3), expected
        )


def test_a_palette_becomes_colours(save):
    image = Image.fromarray(COLOUR).quantize(20)
    for name in ("a.png", "a.bmp"):
        np.testing.assert_array_equal(read(save(name, image)), np.asarray(image.convert("RGB")))


def test_opacity_is_dropped(save):
    np.testing.assert_array_equal(read(save("a.png", OPAQUE)), COLOUR)
    image = Image.merge("LA", [Image.fromarray(GREY), Image.fromarray(GREY.T.reshape(24, 40))])
    np.testing.assert_array_equal(read(save("b.png", image)), GREY)


def test_bits(save):
    np.testing.assert_array_equal(read(save("a.png", GREY > 99)), (GREY > 99) * np.uint8(255))


def test_printers_colours_become_those_of_a_screen(save):
    path = save("a.jpg", Image.fromarray(COLOUR).convert("CMYK"), quality=95)
    np.testing.assert_array_equal(read(path), as_mmdetection(path))
    assert np.abs(read(path).astype(int) - COLOUR).max() < 30


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_16_bits(tmp_path, channels):
    pixels = np.dstack([DEEP, DEEP[..., :1] + 1])[..., :channels].squeeze()
    path = tmp_path / "a.png"
    order = [2, 1, 0, 3][:channels]
    assert cv2.imwrite(str(path), pixels if channels == 1 else pixels[..., order])
    np.testing.assert_array_equal(read(path), pixels[..., :3] if channels > 1 else pixels)
    tifffile.imwrite(tmp_path / "a.tif", DEEP, photometric="rgb")
    np.testing.assert_array_equal(read(tmp_path / "a.tif"), DEEP)


def test_16_bits_with_grey_opacity(save):
    rows = np.zeros((24, 81), np.uint8)
    rows[:, 1::4], rows[:, 3::4] = 7, 99  # a byte for the filter; high bytes of grey and opacity
    data = b"\x89PNG\r\n\x1a\n"
    header = struct.pack(">IIBBBBB", 20, 24, 16, 4, 0, 0, 0)
    for kind, part in (b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""):
        data += struct.pack(">I", len(part)) + kind + part
        data += struct.pack(">I", zlib.crc32(kind + part))
    pixels = read(save("a.png", data))
    assert (pixels.dtype, pixels.shape, set(pixels.ravel())) == (np.uint16, (24, 20), {7 * 256})


def test_content_counts_and_not_the_suffix(save, tmp_path):
    path = save("a.jpg", COLOUR, format="PNG")
    np.testing.assert_array_equal(read(path), COLOUR)
    tifffile.imwrite(tmp_path / "b.png", DEEP, photometric="rgb")
    np.testing.assert_array_equal(read(tmp_path / "b.png"), DEEP)


@pytest.mark.parametrize("pixels", [GREY, COLOUR, DEEP, GREY / 7, GREY > 9, COLOUR.T.copy().T])
def test_numpy_files(tmp_path, pixels):
    np.save(tmp_path / "a.npy", pixels)
    expected = pixels * np.uint8(255) if pixels.dtype == bool else pixels
    np.testing.assert_array_equal(read(tmp_path / "a.npy"), expected)


def test_attributes(save):
    path = save("a.png", COLOUR, dpi=(300, 300))
    for source, name in ((open_source(path), str(path)), (open_source(path, name="x/a"), "x/a")):
        source: ImageSource
        assert (source.name, source.width, source.height, source.channels) == (name, 40, 24, 3)
        assert (source.dtype, source.pixel_size) == (np.uint8, None)
    assert open_source(GREY).name == "the image"


@pytest.mark.parametrize("suffix", [*SUFFIXES, ".tif", ".npy"])
def test_large_images_are_refused_before_they_are_decoded(save, monkeypatch, suffix, tmp_path):
    path = tmp_path / f"a{suffix}"
    np.save(path, COLOUR) if suffix == ".npy" else save(path.name, COLOUR)
    assert read(path, max_pixels=960).shape == COLOUR.shape
    monkeypatch.setattr(cv2, "imdecode", lambda *_: pytest.fail("decoded"))
    with pytest.raises(UnusableFileError, match="x: it has 40x24 pixels; expected at most 959 pix"):
        open_source(path, max_pixels=959, name="x")


def test_a_decompression_bomb_is_refused_by_its_header(save, recwarn):
    data = bytearray(save("a.png", GREY).read_bytes())
    data[16:24] = struct.pack(">II", 200_000, 200_000)
    data[29:33] = struct.pack(">I", zlib.crc32(data[12:29]))
    path = save("b.png", bytes(data))
    with pytest.raises(UnusableFileError, match="x: it has 200000x200000 pixels; expected at most"):
        open_source(path, max_pixels=10**9, name="x")
    with pytest.raises(UnusableFileError, match="x: OpenCV refuses its 200000x200000 pixels"):
        open_source(path, name="x")
    assert [str(warning.message) for warning in recwarn if "bomb" in str(warning.message)] == []


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_cut_short(save, suffix, share):
    data = save(f"a{suffix}", COLOUR).read_bytes()
    path = save(f"b{suffix}", data[: int(len(data) * share)])
    with pytest.raises(UnusableFileError, match="x: (it cannot be read .*runcated|OpenCV)"):
        open_source(path, name="x")


PICKLED = pickle.dumps([1, 2])
BAD_FILES = {
    "empty": ("a.png", b"", "the file has 0 bytes; expected an image. Copy it again."),
    "empty TIFF": ("a.tif", b"", "the file has 0 bytes; expected an image."),
    "text": (
        "a.png",
        b"no picture",
        "its content is none of PNG, JPEG, BMP, TIFF, NumPy and CZI; exp",
    ),
    "one byte": ("a.jpg", b"\xff", "its content is none of PNG, JPEG"),
    "pickle": (
        "a.npy",
        PICKLED,
        "its content is none of PNG, JPEG, BMP, TIFF, NumPy and CZI; exp",
    ),
    "signature": (
        "a.png",
        b"\x89PNG\r\n\x1a\n",
        "OpenCV cannot decode it; expected a whole PNG im",
    ),
    "BMP": ("a.bmp", b"BMW", "OpenCV cannot decode it; expected a whole BMP image. Copy it again."),
    "JPEG": ("a.jpg", b"\xff\xd8\xff\xe0" + b"a" * 99, "it cannot be read ("),
    "NumPy": ("a.npy", b"\x93NUMPY\1\0\x09\0nonsense\n", "it cannot be read ("),
    "TIFF": ("a.tif", b"II*\0\x08\0\0\0\1", "it "),
    "suffix": ("a.gif", b"GIF89a", "its name ends in '.gif'; expected .png .tif .tiff .bmp .jpg"),
    "no suffix": ("a", b"", "its name ends in ''; expected .png"),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_bad_files(save, case):
    name, data, message = BAD_FILES[case]
    with pytest.raises(UnusableFileError) as error:
        open_source(save(name, data), name="x/a")
    assert str(error.value).startswith(f"x/a: {message}")


BAD_ARRAYS = {
    "objects": (np.array([[{}]]), r"it (cannot be read \(Array can't be memory-mapped|holds obje)"),
    "complex": (GREY.astype(complex), "it holds complex128; expected pixels that are real numbers"),
    "one axis": (GREY[0], r"its shape is \[40\]; expected rows x columns"),
    "nothing": (GREY[:0], r"it(s shape is \[0, 40\]; expected pixels| cannot be read \()"),
    "stack": (np.stack([GREY] * 5), "it holds 5 pages; expected one page. Choose one with --page"),
}


@pytest.mark.parametrize("case", BAD_ARRAYS)
def test_bad_arrays(tmp_path, case):
    array, message = BAD_ARRAYS[case]
    np.save(tmp_path / "a.npy", array)
    for image in (array, tmp_path / "a.npy"):
        with pytest.raises(UnusableFileError, match=f"^x: {message}"):
            open_source(image, name="x")


def test_what_is_no_regular_file(tmp_path):
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "broken.png").symlink_to(tmp_path / "nowhere.png")
    (tmp_path / "loop.png").symlink_to(tmp_path / "loop.png")
    (tmp_path / "through.png").symlink_to(tmp_path / "pipe.png")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s.png"))
    found = {
        "pipe": "it is no regular file; expected an image",
        "through": "it is no regular file",
        "s": "it is no regular file",
        "folder": "it is a folder; expected an image",
        "broken": "the link leads nowhere; expected an image",
        "loop": "it cannot be read (Too many levels of symbolic links)",
        "absent": "there is no such file; expected an image",
    }
    for stem, message in found.items():
        with pytest.raises(UnusableFileError) as error:
            open_source(tmp_path / f"{stem}.png", name="x")
        assert str(error.value).startswith(f"x: {message}")


def test_no_permission(save, monkeypatch):
    path = save("a.png", GREY)

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", refuse)  # root may open whatever it likes
    with pytest.raises(UnusableFileError, match=r"^x: it cannot be read \(Permission denied\); "):
        open_source(path, name="x")


@pytest.mark.parametrize(
    ("raised", "message"),
    [
        (cv2.error("too large"), r"x: it cannot be read \(too large\)"),
        (MemoryError(), "x: there is not enough memory for it"),
    ],
)
def test_whatever_opencv_raises(save, monkeypatch, raised, message):
    def fail(*_):
        raise raised

    path = save("a.png", GREY)
    monkeypatch.setattr(cv2, "imdecode", fail)
    with pytest.raises(UnusableFileError, match=message):
        open_source(path, name="x")


def test_a_session_of_cellpose(tmp_path):
    np.save(tmp_path / "a_seg.npy", GREY)
    with pytest.raises(UnusableFileError, match="x: this is Cellpose's own file of Python objects"):
        open_source(tmp_path / "a_seg.npy", name="x")


@pytest.mark.parametrize("suffix", ["tif", "zarr"])
def test_a_library_that_is_missing(tmp_path, monkeypatch, suffix):
    path = tmp_path / f"a.{suffix}"
    if suffix == "tif":
        tifffile.imwrite(path, GREY)
    else:
        path.mkdir()
        (path / "zarr.json").write_text("{}")
    library = {"tif": "tifffile"}.get(suffix, "zarr")
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(UnusableFileError, match=f"another library; .* pip install {library}"):
        open_source(path)


def test_wrong_use(save):
    for channels in ([], [0, 1]):
        with pytest.raises(ValueError, match="one channel or three can be chosen, not"):
            open_source(GREY, channels=channels)
    with pytest.raises(TypeError, match="the image is a list; give a path or an array"):
        open_source([[1, 2]])
    with pytest.raises(UnusableFileError, match="it holds 1 page, and no page 2"):
        open_source(save("a.png", GREY), page=2)
    assert read(save("a.png", GREY), page=0).shape == GREY.shape
