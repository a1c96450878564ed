"""PNG, JPEG and BMP files become the pixels that MMDetection sees, or are refused."""

import struct
import zlib

import cv2
import numpy as np
import pytest
from PIL import Image

from mmcsam.images.picture import decode_picture
from mmcsam.jobs.problem import UnusableFileError

GREY = np.arange(24 * 40, dtype=np.uint8).reshape(24, 40)
COLOUR = np.stack([GREY, GREY[::-1], 255 - GREY], axis=2)


@pytest.fixture
def write(tmp_path):
    def call(suffix, pixels):
        assert cv2.imwrite(str(tmp_path / f"a{suffix}"), pixels)
        return tmp_path / f"a{suffix}"

    return call


@pytest.mark.parametrize(("suffix", "kind"), [(".png", "Png"), (".bmp", "Bmp")])
def test_exact_pixels_red_first(write, suffix, kind):
    found = decode_picture(write(suffix, COLOUR), "x", kind)
    np.testing.assert_array_equal(found, COLOUR[..., ::-1])
    np.testing.assert_array_equal(decode_picture(write(suffix, GREY), "x", kind), GREY)


def test_16_bits(write):
    deep = COLOUR.astype(np.uint16) * 257
    np.testing.assert_array_equal(
        decode_picture(write(".png", deep), "x", "Png"), deep[..., ::-1], strict=True
    )


def test_exif_turns(tmp_path):
    exif = Image.Exif()
    exif[274] = 6
    Image.fromarray(COLOUR).save(tmp_path / "a.jpg", exif=exif, quality=100)
    turned = decode_picture(tmp_path / "a.jpg", "x", "Jpeg")
    np.testing.assert_array_equal(turned, cv2.imread(str(tmp_path / "a.jpg"))[..., ::-1])
    assert turned.shape == (40, 24, 3)


@pytest.mark.parametrize(
    ("suffix", "kind", "message"),
    [
        (".png", "Png", "x: OpenCV cannot decode it; expected a whole PNG image"),
        (".bmp", "Bmp", "x: OpenCV cannot decode it; expected a whole BMP image"),
        (".jpg", "Jpeg", r"x: it cannot be read \(image file is truncated"),
    ],
)
@pytest.mark.parametrize("share", [0.5, 0.9, 0.99])
def test_cut_off(write, suffix, kind, message, share):
    noise = np.random.default_rng(0).integers(0, 256, (120, 160, 3), np.uint8)
    path = write(suffix, noise)
    data = path.read_bytes()
    path.write_bytes(data[: int(share * len(data))])
    with pytest.raises(UnusableFileError, match=message):
        decode_picture(path, "x", kind)


def test_more_pixels_than_opencv_decodes(write):
    """Slides are exported as such; they are not damaged, and another format helps."""
    path = write(".png", GREY)
    data = bytearray(path.read_bytes())
    data[16:24] = struct.pack(">II", 40_000, 30_000)
    data[29:33] = struct.pack(">I", zlib.crc32(data[12:29]))
    path.write_bytes(data)
    with pytest.raises(UnusableFileError) as caught:
        decode_picture(path, "x", "Png")
    assert str(caught.value) == (
        "x: OpenCV refuses its 40000x30000 pixels; expected at most 2^30. Save it as a tiled TIFF."
    )
    with pytest.raises(UnusableFileError, match="it has 40000x30000 pixels; expected at most 10 "):
        decode_picture(path, "x", "Png", max_pixels=10)
