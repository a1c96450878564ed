"""Chains of TIFF pages that lead nowhere, or round and round."""

import os
import struct

import numpy as np
import pytest
import tifffile

from mmcsam.images.source import open_source
from mmcsam.images.tiff.directories import check_tiff
from mmcsam.images.tiff.plane import read_tiff
from mmcsam.jobs.problem import UnusableFileError

PIXELS = np.arange(80, dtype=np.uint8).reshape(8, 10)


def write(path, pages=3, **options):
    with tifffile.TiffWriter(path, **options) as file:
        for _ in range(pages):
            file.write(PIXELS, contiguous=False)
    return path


def links(path):
    """Return where each page's directory begins, and where it says where the next one begins."""
    with tifffile.TiffFile(path) as file:
        big, order = file.is_bigtiff, file.byteorder
        starts = [page.offset for page in file.pages]
    data = path.read_bytes()
    number, head, entry = ("Q", 8, 20) if big else ("H", 2, 12)
    form = order + ("Q" if big else "I")
    ends = [
        start + head + entry * struct.unpack_from(order + number, data, start)[0]
        for start in starts
    ]
    return data, form, starts, ends


KINDS = [{}, {"bigtiff": True}, {"byteorder": ">"}, {"bigtiff": True, "byteorder": ">"}]


@pytest.mark.parametrize("options", KINDS)
@pytest.mark.parametrize("pages", [1, 2, 30])
def test_whole_files(tmp_path, options, pages):
    check_tiff(write(tmp_path / "a.tif", pages, **options), "a")


@pytest.mark.parametrize("options", KINDS)
@pytest.mark.parametrize("target", [0, 1, 2])
def test_a_circle(tmp_path, options, target):
    path = write(tmp_path / "a.tif", **options)
    data, form, starts, ends = links(path)
    damaged = bytearray(data)
    struct.pack_into(form, damaged, ends[-1], starts[target])
    path.write_bytes(damaged)
    for read in (check_tiff, read_tiff):
        with pytest.raises(
            UnusableFileError, match="x: its pages are damaged: page 4 is one of th"
        ):
            read(path, "x")
    with pytest.raises(UnusableFileError, match="x: its pages are damaged"):
        open_source(path, name="x")


@pytest.mark.parametrize("options", KINDS)
@pytest.mark.parametrize("beyond", [0, 1, 10**8])
def test_a_page_out_of_the_file(tmp_path, options, beyond):
    path = write(tmp_path / "a.tif", 2, **options)
    data, form, _, ends = links(path)
    damaged = bytearray(data)
    struct.pack_into(form, damaged, ends[0], len(data) + beyond)
    path.write_bytes(damaged)
    with pytest.raises(UnusableFileError, match="page 2 would lie beyond its end"):
        check_tiff(path, "x")


def test_a_page_in_the_pixels(tmp_path):
    """Whatever stands there: it ends, and gives the right pixels or none."""
    path = write(tmp_path / "a.tif", 1)
    data, form, starts, ends = links(path)
    for place in range(16, len(data) - 2, 7):
        damaged = bytearray(data)
        struct.pack_into(form, damaged, ends[0], place)
        path.write_bytes(damaged)
        try:
            np.testing.assert_array_equal(read_tiff(path, "x").pixels, PIXELS)
        except UnusableFileError as error:
            assert error.problem.file == "x"


@pytest.mark.parametrize("data", [b"II", b"II*\0", b"II*\0\xff\0\0\0", b"no TIFF" * 9])
def test_what_is_no_tiff_is_left_to_the_reader(tmp_path, data):
    (tmp_path / "a.tif").write_bytes(data)
    check_tiff(tmp_path / "a.tif", "x")


def test_a_pipe(tmp_path):
    os.mkfifo(tmp_path / "a.tif")
    with pytest.raises(UnusableFileError, match="x: it is no regular file"):
        read_tiff(tmp_path / "a.tif", "x")


def test_strips_and_tiles_at_once(tmp_path):
    """A tag whose number is damaged gives both; tifffile and Pillow read other pixels then."""
    path = tmp_path / "a.tif"
    own = struct.pack("<H", 65_000)
    tifffile.imwrite(path, PIXELS, tile=(16, 16), extratags=[(65_000, "I", 1, 8, True)])
    data = path.read_bytes()
    assert data.count(own) == 1
    path.write_bytes(data.replace(own, struct.pack("<H", 273)))  # StripOffsets
    with pytest.raises(UnusableFileError, match="in strips and in tiles"):
        read_tiff(path, "a.tif")
    with pytest.raises(UnusableFileError, match="in strips and in tiles"):
        open_source(path)


def test_a_predictor_without_compression(tmp_path):
    """Tifffile adds the pixels up then, Pillow does not."""
    path = tmp_path / "a.tif"
    own = struct.pack("<H", 65_000)
    tifffile.imwrite(path, PIXELS, extratags=[(65_000, "H", 1, 2, True)])
    path.write_bytes(path.read_bytes().replace(own, struct.pack("<H", 317)))  # Predictor
    for read in (lambda: read_tiff(path, "a.tif"), lambda: open_source(path)):
        with pytest.raises(UnusableFileError, match="name a predictor, without a compression"):
            read()
