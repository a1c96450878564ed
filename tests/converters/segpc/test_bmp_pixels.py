"""The pixels of BMP files, cut to what is not empty."""

import struct

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from mmcsam.converters.segpc import bmp_pixels
from mmcsam.converters.segpc.bmp_header import read_bmp_header
from mmcsam.converters.segpc.bmp_pixels import read_bmp_box
from mmcsam.jobs.problem import UnusableFileError

SPARSE = st.sampled_from([0, 0, 0, 20, 40, 255])


def box_of(path):
    return read_bmp_box(path, path.name, read_bmp_header(path, path.name))


def flip(path):
    """Turn a BMP file's rows around and say so in its header."""
    header = read_bmp_header(path, path.name)
    content = path.read_bytes()
    rows = [
        content[header.offset + header.stride * i : header.offset + header.stride * (i + 1)]
        for i in range(header.height)
    ]
    head = content[:22] + struct.pack("<i", -header.height) + content[26 : header.offset]
    path.write_bytes(head + b"".join(reversed(rows)))


@given(
    pixels=st.one_of(
        npst.arrays(
            np.uint8, npst.array_shapes(min_dims=2, max_dims=2, max_side=9), elements=SPARSE
        ),
        npst.arrays(
            np.uint8,
            st.tuples(st.integers(1, 9), st.integers(1, 9), st.just(3)),
            elements=SPARSE,
        ),
    ),
    top_down=st.booleans(),
)
def test_equals_opencv(tmp_path_factory, pixels, top_down):
    path = tmp_path_factory.mktemp("bmp") / "1.bmp"
    cv2.imwrite(str(path), pixels)
    if top_down:
        flip(path)
    np.testing.assert_array_equal(cv2.imread(str(path), cv2.IMREAD_UNCHANGED), pixels)

    box, left, top = box_of(path)

    whole = np.zeros((*pixels.shape[:2], box.shape[2]), np.uint8)
    whole[top : top + box.shape[0], left : left + box.shape[1]] = box
    np.testing.assert_array_equal(whole.reshape(pixels.shape), pixels)
    if box.size:
        assert box[0].any() and box[-1].any() and box[:, 0].any() and box[:, -1].any()
    else:
        assert not pixels.any()


@pytest.fixture
def mapped_only(monkeypatch):
    def fail(path, name):
        raise AssertionError(f"{name} was decoded")

    monkeypatch.setattr(bmp_pixels, "_decode", fail)


@pytest.mark.parametrize("shape", [(5, 7), (5, 7, 3)])
@pytest.mark.parametrize("top_down", [False, True])
def test_common_files_are_mapped(tmp_path, mapped_only, shape, top_down):
    path = tmp_path / "1.bmp"
    pixels = np.zeros(shape, np.uint8)
    pixels[1:3, 4:6] = 20
    pixels[1, 4] = 40
    cv2.imwrite(str(path), pixels)
    if top_down:
        flip(path)
    box, left, top = box_of(path)
    assert (left, top, box.shape[:2]) == (4, 1, (2, 2))
    assert box[..., 0].tolist() == [[40, 20], [20, 20]]


def write_palette(path, depth, palette, rows, width):
    stride = (width * depth + 31) // 32 * 4
    body = b"".join(row.ljust(stride, b"\0") for row in reversed(rows))
    colours = b"".join(bytes((*colour, 0)) for colour in palette)
    offset = 54 + len(colours)
    info = struct.pack(
        "<IiiHHIIiiII", 40, width, len(rows), 1, depth, 0, len(body), 0, 0, len(palette), 0
    )
    path.write_bytes(
        b"BM" + struct.pack("<IHHI", offset + len(body), 0, 0, offset) + info + colours + body
    )


def test_palette_that_is_not_grey_level_by_index(tmp_path):
    """Index 1 of this file means 20, and index 2 means 40."""
    path = tmp_path / "1.bmp"
    write_palette(path, 8, [(0,) * 3, (20,) * 3, (40,) * 3], [b"\0\1\2", b"\0\0\1"], 3)
    box, left, top = box_of(path)
    assert (left, top) == (1, 0)
    assert box[..., 0].tolist() == [[20, 40], [0, 20]]


def test_one_bit(tmp_path):
    path = tmp_path / "1.bmp"
    write_palette(path, 1, [(0,) * 3, (255,) * 3], [b"\x60", b"\x40"], 5)
    box, left, top = box_of(path)
    assert (left, top) == (1, 0)
    assert box[..., 0].tolist() == [[255, 255], [255, 0]]


def test_opacity_is_ignored(tmp_path):
    path = tmp_path / "1.bmp"
    pixels = np.zeros((4, 5, 4), np.uint8)
    pixels[..., 3] = 255
    pixels[1, 2, :3] = 40
    cv2.imwrite(str(path), pixels)
    box, left, top = box_of(path)
    assert (left, top, box.tolist()) == (2, 1, [[[40, 40, 40]]])


def test_what_opencv_cannot_decode(tmp_path):
    path = tmp_path / "1.bmp"
    write_palette(path, 8, [(0,) * 3], [b"\0"], 1)
    content = bytearray(path.read_bytes())
    content[30:34] = struct.pack("<I", 99)  # an unknown compression
    path.write_bytes(content)
    with pytest.raises(UnusableFileError, match="1.bmp: OpenCV cannot decode it"):
        box_of(path)


@pytest.mark.parametrize("side", [26_000, 30_000])
def test_run_lengths_that_cannot_hold_the_pixels(tmp_path, side):
    """Such a file is decoded by OpenCV, which would allocate them all."""
    start = struct.pack("<2sIHHI", b"BM", 2000, 0, 0, 1078)
    sizes = struct.pack("<IiiHHIIiiII", 40, side, side, 1, 8, 1, 0, 0, 0, 0, 0)
    (tmp_path / "a.bmp").write_bytes((start + sizes).ljust(2000, b"\0"))
    header = read_bmp_header(tmp_path / "a.bmp", "x")
    with pytest.raises(UnusableFileError, match=f"x: it says that it has {side}x{side} pixels"):
        read_bmp_box(tmp_path / "a.bmp", "x", header)
