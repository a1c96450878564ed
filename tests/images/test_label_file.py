"""Label images and masks, whatever keeps them."""

import os
import struct
import zlib

import cv2
import numpy as np
import pytest
import tifffile
from PIL import Image

from mmcsam.images.label_file import read_mask, read_mask_values
from mmcsam.jobs.problem import UnusableFileError

LABELS = np.array([[0, 1, 200], [3, 3, 0]], np.uint8)


@pytest.fixture
def read(tmp_path):
    """Return a function that writes a mask and reads it for an image of 3x2 pixels."""

    def call(name, pixels, size=(3, 2)):
        path = tmp_path / name
        if path.suffix == ".npy":
            np.save(path, pixels)
        elif path.suffix == ".tif":
            tifffile.imwrite(path, pixels)
        else:
            assert cv2.imwrite(str(path), pixels)
        return read_mask_values(path, f"x/{name}", size)

    return call


@pytest.mark.parametrize(
    ("name", "dtype"),
    [
        ("a.png", np.uint8),
        ("a.png", np.uint16),
        ("a.bmp", np.uint8),
        ("a.tif", np.int16),
        ("a.tif", np.uint32),
        ("a.npy", np.int64),
        ("a.npy", np.uint64),
    ],
)
def test_whole_numbers_keep_their_type(read, name, dtype):
    values = read(name, LABELS.astype(dtype))
    assert (values.dtype, values.tolist()) == (dtype, LABELS.tolist())


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_floating_point_becomes_whole(read, dtype):
    values = read("a.npy", LABELS.astype(dtype))
    assert (values.dtype, values.tolist()) == (np.int64, LABELS.tolist())


def test_true_and_false_become_1_and_0(read):
    values = read("a.npy", LABELS > 0)
    assert (values.dtype, values.tolist()) == (np.uint8, [[0, 1, 1], [1, 1, 0]])


def test_equal_channels_are_one(read):
    assert read("a.png", cv2.merge([LABELS] * 3)).tolist() == LABELS.tolist()


def test_opacity_does_not_count(read):
    opaque = cv2.merge([LABELS] * 3 + [np.full_like(LABELS, 255)])
    assert read("a.png", opaque).tolist() == LABELS.tolist()


@pytest.mark.parametrize("bits", [2, 8])
def test_indices_of_a_palette(tmp_path, bits):
    labels = np.minimum(LABELS, 2**bits - 1)
    picture = Image.fromarray(labels, "P")
    picture.putpalette([value for i in range(2**bits) for value in (255 - i, i, 7 * i % 256)])
    picture.save(tmp_path / "a.png", bits=bits)
    assert read_mask_values(tmp_path / "a.png", "a", (3, 2)).tolist() == labels.tolist()


def test_a_damaged_palette_file(tmp_path):
    path = tmp_path / "a.png"
    picture = Image.fromarray(LABELS, "P")
    picture.putpalette([0] * 768)
    picture.save(path)
    path.write_bytes(path.read_bytes()[:60])
    with pytest.raises(UnusableFileError, match=r"x/a\.png: OpenCV cannot decode it"):
        read_mask_values(path, "x/a.png", (3, 2))


def test_a_palette_of_more_pixels_than_pillow_opens(tmp_path, monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 2)
    picture = Image.fromarray(LABELS, "P")
    picture.putpalette([0] * 768)
    picture.save(tmp_path / "a.png")
    values = read_mask_values(tmp_path / "a.png", "a", (3, 2))
    assert values.tolist() == LABELS.tolist()


@pytest.mark.parametrize("side", [20_000, 30_000, 10**6])
def test_a_palette_file_that_cannot_hold_its_pixels(tmp_path, side):
    picture = Image.fromarray(LABELS, "P")
    picture.putpalette([0] * 768)
    picture.save(tmp_path / "a.png")
    data = bytearray((tmp_path / "a.png").read_bytes())
    data[16:24] = struct.pack(">II", side, side)
    data[29:33] = struct.pack(">I", zlib.crc32(data[12:29]))
    (tmp_path / "a.png").write_bytes(data)
    with pytest.raises(UnusableFileError, match=f"x: it says that it has {side}x{side} pixels"):
        read_mask_values(tmp_path / "a.png", "x", (side, side))


def test_one_pixel(read):
    assert read("a.png", np.array([[9]], np.uint8), (1, 1)).tolist() == [[9]]


FRACTIONS = "x/a.npy: the mask has fractions, NaN or infinite values; expected whole numbers."
BAD = {
    "fractions": ("a.npy", LABELS / 2, FRACTIONS),
    "NaN": ("a.npy", np.where(LABELS, LABELS, np.nan), FRACTIONS),
    "infinite": ("a.npy", np.where(LABELS, LABELS, np.inf), FRACTIONS),
    "negative": (
        "a.npy",
        LABELS.astype(int) - 2,
        "x/a.npy: the mask has values below 0, down to -2; expected 0 for the background and a",
    ),
    "negative floats": (
        "a.npy",
        LABELS.astype(float) - 1,
        "x/a.npy: the mask has values below 0, down to -1; expected 0 for the background and a",
    ),
    "turned": (
        "a.png",
        LABELS.T.copy(),
        "x/a.png: the mask has 2x3 pixels; expected 3x2 as its image. Take the mask made for this",
    ),
    "colours": (
        "a.png",
        cv2.merge([LABELS, LABELS, LABELS + 1]),
        "x/a.png: the mask has colours; expected one channel, or equal ones. Export the label im",
    ),
    "JPEG": (
        "a.JPG",
        LABELS,
        "x/a.JPG: a JPEG file does not keep the values of a mask; expected PNG, TIFF, BMP or Num",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_unusable(read, case):
    name, pixels, message = BAD[case]
    with pytest.raises(UnusableFileError) as error:
        read(name, pixels)
    assert str(error.value).startswith(message)


PICTURE = np.array([[[0, 0, 0], [0, 0, 255]], [[30, 20, 10], [0, 0, 255]]], np.uint8)
OPACITY = np.array([[0, 255], [255, 255]], np.uint8)
DEEP = np.array([[[0, 0, 0], [0, 0, 9]], [[1, 2, 600], [0, 0, 9]]], np.uint16)
CHANNELS = {
    "colours": (PICTURE, [[0, 0xFF0000], [0x0A141E, 0xFF0000]], True),
    "deep colours": (DEEP, [[0, 1], [2, 1]], True),
    "deep colours without black": (DEEP + 1, [[1, 2], [3, 2]], True),
    "transparent": (np.dstack([PICTURE, OPACITY]), [[0, 0xFF0000], [0x0A141E, 0xFF0000]], True),
    "transparent colour": (
        np.dstack([PICTURE, 255 - OPACITY.T[::-1]]),
        [[0, 0], [0x0A141E, 0]],
        True,
    ),
    "black on nothing": (np.dstack([PICTURE * 0, OPACITY]), OPACITY.tolist(), False),
    "grey on nothing": (
        cv2.merge([PICTURE[..., 2]] * 3 + [OPACITY]),
        [[0, 255], [10, 255]],
        False,
    ),
}


@pytest.mark.parametrize("case", CHANNELS)
def test_channels_become_one(tmp_path, case):
    pixels, values, coloured = CHANNELS[case]
    assert cv2.imwrite(str(tmp_path / "a.png"), pixels)
    found = read_mask(tmp_path / "a.png", "a", (2, 2))
    assert (found.values.tolist(), found.black, found.coloured) == (values, 0, coloured)


def test_opaque_black_is_not_what_can_be_seen_through(tmp_path):
    pixels = np.dstack([PICTURE, 255 - OPACITY])
    pixels[1, 1, 3] = 255
    assert cv2.imwrite(str(tmp_path / "a.png"), pixels)
    assert read_mask(tmp_path / "a.png", "a", (2, 2)).values.tolist() == [
        [1 << 24, 0],
        [0, 0xFF0000],
    ]


@pytest.mark.parametrize(("black", "said"), [([0], 0), ([3], 3), ([0, 3], 0), ([], 0), ([7], 0)])
def test_a_palettes_black(tmp_path, black, said):
    """Of the indices that are there: 0, 1 and 3."""
    picture = Image.fromarray(np.minimum(LABELS, 3), "P")
    colours = np.full((256, 3), 99, np.uint8)
    colours[black] = 0
    picture.putpalette(colours.ravel().tolist())
    picture.save(tmp_path / "a.png")
    assert read_mask(tmp_path / "a.png", "a", (3, 2)).black == said


def test_negative_values_may_be_read(tmp_path):
    np.save(tmp_path / "a.npy", LABELS.astype(int) - 2)
    assert read_mask(tmp_path / "a.npy", "a", (3, 2)).values.min() == -2


def test_absent(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_mask_values(tmp_path / "a.png", "a", (3, 2))


@pytest.mark.parametrize("name", ["a.png", "a.tif", "a.npy", "a.bmp"])
def test_a_pipe_is_not_waited_for(tmp_path, name):
    os.mkfifo(tmp_path / name)
    with pytest.raises(UnusableFileError, match="x: it is no regular file, but a pipe"):
        read_mask_values(tmp_path / name, "x", (3, 2))
