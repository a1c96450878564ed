"""Headers tell what MMDetection will read."""

import os
import struct
from pathlib import Path

import cv2
import numpy as np
import pytest
import tifffile
from checked_sample import HEIGHT, WIDTH
from PIL import Image

from mmcsam.check.finding import FindingKind as Kind
from mmcsam.check.image_header import ImageHeader, read_as_mmdetection, read_image_header


@pytest.mark.parametrize("suffix", ["bmp", "png", "jpg", "tif"])
def test_files_cut_short(sample, suffix):
    rng = np.random.default_rng(0)
    name = f"1.{suffix}"
    sample.images[0]["file_name"] = name
    sample.pixels(name, rng.integers(0, 255, (HEIGHT, WIDTH, 3), np.uint8))
    assert sample.found(read_pixels=True) == []
    path = sample.root / name
    path.write_bytes(path.read_bytes()[:-600])
    kinds = [kind for kind, _ in sample.found(read_pixels=True)]
    assert kinds == [Kind.UNREADABLE_IMAGE]


def test_float_images(sample):
    sample.images[0]["file_name"] = "unit.tif"
    tifffile.imwrite(sample.root / "unit.tif", np.full((HEIGHT, WIDTH), 0.5, np.float32))
    assert sample.found() == [
        (Kind.UNREADABLE_IMAGE, "unit.tif: OpenCV cannot read it as 8 bits a channel")
    ]


def test_headers_of_8_bit_images(tmp_path):
    for suffix, mode in [("png", "P"), ("png", "L"), ("jpg", "L"), ("bmp", "RGB"), ("tif", "RGB")]:
        path = tmp_path / f"{mode}.{suffix}"
        Image.new(mode, (7, 5)).save(path)
        header = read_image_header(path)
        assert (header.width, header.height, header.deep, header.orientation) == (7, 5, False, 1)


@pytest.mark.parametrize("suffix", ["png", "tif"])
@pytest.mark.parametrize("shape", [(5, 7), (5, 7, 3)])
def test_headers_of_16_bit_images(tmp_path, suffix, shape):
    path = tmp_path / f"1.{suffix}"
    assert cv2.imwrite(str(path), np.full(shape, 65_535, np.uint16))
    assert read_image_header(path) == ImageHeader(7, 5, (7, 5), 1, deep=True)
    pixels = read_as_mmdetection(path)
    assert (pixels.dtype, pixels.shape) == (np.uint8, (5, 7, 3))
    assert (pixels == 255).all()


@pytest.mark.parametrize(("orientation", "width", "height"), [(3, 7, 5), (6, 5, 7), (8, 5, 7)])
def test_turned_images(tmp_path, orientation, width, height):
    path = tmp_path / "1.jpg"
    image = Image.new("RGB", (7, 5))
    exif = image.getexif()
    exif[0x0112] = orientation
    image.save(path, exif=exif)
    header = read_image_header(path)
    assert header == ImageHeader(width, height, (7, 5), orientation)
    assert read_as_mmdetection(path).shape == (height, width, 3)


def test_only_the_pixels_show_that_a_file_was_cut_short(tmp_path):
    path = tmp_path / "1.bmp"
    Image.new("RGB", (40, 36)).save(path)
    path.write_bytes(path.read_bytes()[:-600])
    assert read_image_header(path) == ImageHeader(40, 36, (40, 36))
    with pytest.raises(ValueError, match="it is damaged"):
        read_image_header(path, read_pixels=True)


def test_files_that_are_no_images(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"absent\.png does not exist"):
        read_image_header(tmp_path / "absent.png")
    with pytest.raises(FileNotFoundError, match="does not exist"):
        read_image_header(tmp_path)  # a folder
    text = tmp_path / "text.png"
    text.write_text("no image")
    with pytest.raises(ValueError, match="does not know its format"):
        read_image_header(text)
    with pytest.raises(ValueError, match="cannot read it as 8 bits a channel"):
        read_as_mmdetection(text)


@pytest.mark.parametrize("name", [b"\xff.png", b"\xe9.tif", b"a\x80b.jpg"])
@pytest.mark.parametrize("read_pixels", [False, True])
def test_names_that_are_not_utf_8(tmp_path, name, read_pixels):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
    path.write_bytes(cv2.imencode(path.suffix, np.zeros((5, 7, 3), np.uint8))[1].tobytes())
    header = read_image_header(path, read_pixels)
    assert (header.width, header.height, header.deep) == (7, 5, False)
    assert read_as_mmdetection(path).shape == (5, 7, 3)


def test_a_size_that_the_bytes_cannot_hold(tmp_path):
    start = struct.pack("<2sIHHI", b"BM", 1000, 0, 0, 54)
    sizes = struct.pack("<IiiHHIIiiII", 40, 26_000, 26_000, 1, 24, 0, 0, 0, 0, 0, 0)
    (tmp_path / "a.bmp").write_bytes((start + sizes).ljust(1000, b"\0"))
    with pytest.raises(
        ValueError, match="26000x26000 pixels, 1,934 MiB, which its 1,000 bytes can"
    ):
        read_as_mmdetection(tmp_path / "a.bmp")
