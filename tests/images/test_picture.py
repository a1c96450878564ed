"""PNG, JPEG and BMP files become the pixels that MMDetection sees, or are refused."""

import os
import resource
import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from mmcsam.images.picture import decode_file, decode_picture, opencv_path
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


@pytest.mark.parametrize("turn", [1, 3, 6, 8])
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_exif_turns_16_bits_as_it_turns_8(tmp_path, turn, channels):
    deep = np.dstack([COLOUR, GREY])[..., :channels].astype(np.uint16) * 257
    body = b"eXIf" + struct.pack("<2sHIHHHIHHI", b"II", 42, 8, 1, 274, 3, 1, turn, 0, 0)
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    pictures = []
    for pixels in (deep, (deep // 257).astype(np.uint8)):
        data = cv2.imencode(".png", pixels)[1].tobytes()
        (tmp_path / "a.png").write_bytes(data[:33] + chunk + data[33:])
        pictures.append(decode_picture(tmp_path / "a.png", "x", "Png"))
    np.testing.assert_array_equal(pictures[0], pictures[1].astype(np.uint16) * 257, strict=True)
    assert pictures[0].shape[:2] == ((24, 40) if turn in (1, 3) else (40, 24))


NAMES = [b"a\xff.png", b"\xe9 \x80.png", "\u00e9.png".encode(), b"a.png"]


@pytest.mark.parametrize("name", NAMES)
def test_any_name(tmp_path, name):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
    path.write_bytes(cv2.imencode(".png", COLOUR)[1].tobytes())
    np.testing.assert_array_equal(decode_file(path, cv2.IMREAD_COLOR), COLOUR)
    with opencv_path(path) as plain:
        np.testing.assert_array_equal(cv2.imread(plain), COLOUR)
        plain.encode()


def bitmap(width, height, bits=24, compression=0):
    start = struct.pack("<2sIHHI", b"BM", 1000, 0, 0, 54)
    sizes = struct.pack("<IiiHHIIiiII", 40, width, height, 1, bits, compression, 0, 0, 0, 0, 0)
    return (start + sizes).ljust(1000, b"\0")


def png(width, height, depth=8, colours=2):
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, depth, colours, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n\0\0\0\x0d" + head + struct.pack(">I", zlib.crc32(head)) + bytes(22)


@pytest.mark.parametrize(
    "data",
    [
        bitmap(26_000, 26_000),
        bitmap(30_000, -30_000, 32),
        bitmap(30_000, 30_000, 8, 1),
        png(26_000, 26_000),
        png(32_000, 32_000, 16, 6),
        png(30_000, 30_000, 8, 3),
    ],
)
def test_files_that_cannot_hold_their_pixels(tmp_path, data):
    (tmp_path / "a").write_bytes(data)
    message = f"x: it says that it has .* MiB, which its {len(data):,} bytes cannot hold"
    with pytest.raises(UnusableFileError, match=message):
        decode_file(tmp_path / "a", cv2.IMREAD_UNCHANGED, "x")


def enlarged(width, height):
    """Return a whole PNG file that says that it is larger."""
    data = bytearray(cv2.imencode(".png", COLOUR)[1].tobytes())
    data[16:24] = struct.pack(">II", width, height)
    data[29:33] = struct.pack(">I", zlib.crc32(data[12:29]))
    return bytes(data)


@pytest.mark.parametrize(
    "data", [bitmap(70_000, 70_000), enlarged(2_000_000, 3), enlarged(40_000, 40_000)]
)
def test_files_beyond_opencvs_limits(tmp_path, data):
    (tmp_path / "a").write_bytes(data)
    with pytest.raises(UnusableFileError, match=r"a: OpenCV refuses its \d+x\d+ pixels; expected"):
        decode_file(tmp_path / "a", cv2.IMREAD_COLOR)


def test_colours_beyond_the_palette(tmp_path):
    """OpenCV takes them for black; Pillow takes the picture for one of other depth."""
    grey = np.arange(60, dtype=np.uint8).reshape(6, 10)
    data = bytearray(cv2.imencode(".bmp", grey)[1].tobytes())
    path = tmp_path / "a.bmp"
    for used in (60, 256, 0):
        data[46:50] = struct.pack("<I", used)
        path.write_bytes(data)
        assert (decode_file(path, cv2.IMREAD_GRAYSCALE) == grey).all()
    for used in (1, 59):
        data[46:50] = struct.pack("<I", used)
        path.write_bytes(data)
        with pytest.raises(UnusableFileError, match=f"colours beyond its palette's {used};"):
            decode_file(path, cv2.IMREAD_GRAYSCALE)


@pytest.mark.parametrize("chunk", [b"IDAT", b"IEND"])
def test_a_png_chunk_longer_than_the_file(tmp_path, chunk):
    """OpenCV would allocate 2 GiB for it."""
    data = bytearray(cv2.imencode(".png", COLOUR)[1].tobytes())
    place = data.index(chunk) - 4
    data[place : place + 4] = struct.pack(">I", 2**31 - 1)
    (tmp_path / "a.png").write_bytes(data)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert decode_file(tmp_path / "a.png", cv2.IMREAD_COLOR) is None
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 2**20  # kB


def test_a_large_picture_of_few_bytes_is_read(tmp_path):
    """It is 19 MiB in 19 kB."""
    (tmp_path / "a.png").write_bytes(cv2.imencode(".png", np.zeros((4472, 4472), np.uint8))[1])
    assert decode_file(tmp_path / "a.png", cv2.IMREAD_UNCHANGED).shape == (4472, 4472)


def test_what_is_no_picture(tmp_path):
    (tmp_path / "a").write_bytes(b"text")
    assert decode_file(tmp_path / "a", cv2.IMREAD_COLOR) is None
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UnusableFileError, match="pipe: it is no regular file"):
        decode_file(tmp_path / "pipe", cv2.IMREAD_COLOR)
