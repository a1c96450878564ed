"""Headers of BMP files, whole and damaged."""

import os

import cv2
import numpy as np
import pytest

from mmcsam.converters.segpc.bmp_header import read_bmp_header
from mmcsam.jobs.problem import UnusableFileError


@pytest.mark.parametrize("shape", [(5, 7), (5, 7, 3), (1, 1), (6, 4, 4)])
def test_size(tmp_path, shape):
    path = tmp_path / "1.bmp"
    cv2.imwrite(str(path), np.zeros(shape, np.uint8))
    header = read_bmp_header(path, "1.bmp")
    assert header.size == (shape[1], shape[0])
    assert header.depth == (8 if len(shape) == 2 else 8 * shape[2])
    assert header.offset + header.stride * header.height == path.stat().st_size


def test_rows_from_top_to_bottom(tmp_path):
    path = tmp_path / "1.bmp"
    cv2.imwrite(str(path), np.zeros((5, 7), np.uint8))
    assert not read_bmp_header(path, "1.bmp").top_down
    content = bytearray(path.read_bytes())
    content[22:26] = (-5).to_bytes(4, "little", signed=True)
    path.write_bytes(content)
    header = read_bmp_header(path, "1.bmp")
    assert (header.size, header.top_down) == ((7, 5), True)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda content: b"", "x/1.bmp: the file has 0 bytes"),
        (lambda content: content[:-1], "truncated at 1141 bytes; expected 1142 bytes or more"),
        (lambda content: content[:30], "the file has 30 bytes; expected a BMP header"),
        (lambda content: b"\x89PNG" + content, "this is a PNG image; expected a BMP image"),
        (lambda content: b"\xff\xd8\xff" + content, "this is a JPEG image"),
        (lambda content: b"??" + content, "this is a file that starts with b'\\?\\?'"),
        (lambda content: content[:18] + bytes(8) + content[26:], "0x0 pixels of 8 bits"),
    ],
)
def test_damaged(tmp_path, damage, message):
    path = tmp_path / "1.bmp"
    cv2.imwrite(str(path), np.zeros((8, 7), np.uint8))
    assert path.stat().st_size == 1142  # 54 header, 1024 palette, 8 rows of 8 bytes
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(UnusableFileError, match=message):
        read_bmp_header(path, "x/1.bmp")


@pytest.mark.parametrize("name", ["106.bmp", "106_1.bmp"])
def test_a_pipe_is_not_waited_for(tmp_path, name):
    os.mkfifo(tmp_path / name)
    with pytest.raises(UnusableFileError, match="x: it is no regular file, but a pipe"):
        read_bmp_header(tmp_path / name, "x")
