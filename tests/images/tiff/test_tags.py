"""Tags of a TIFF page that are damaged: libraries read other pixels then, each its own."""

import struct

import numpy as np
import pytest
import tifffile

from mmcsam.images.source import open_source
from mmcsam.images.tiff.plane import read_tiff
from mmcsam.images.tiff.tags import check_tags
from mmcsam.jobs.problem import UnusableFileError

PIXELS = np.arange(48 * 64, dtype=np.uint16).reshape(48, 64)
SHORT, LONG, OFFSET = 3, 4, 18


def entry(code, kind=SHORT, count=1, place=0):
    return struct.pack("<HHII", code, kind, count, place)


@pytest.mark.parametrize(
    ("entries", "found"),
    [
        ([entry(259), entry(256), entry(259)], "tag 259 is there twice"),
        ([entry(278, LONG, 16, 100)], "tag 278 has 16 values of type 4"),
        ([entry(262, OFFSET)], "tag 262 has 1 values of type 18"),
        ([entry(277, count=0)], "tag 277 has 0 values of type 3"),
        ([entry(273, LONG, 3, 990)], "tag 273 would lie beyond its end"),
        ([entry(258, count=3, place=995)], "tag 258 would lie beyond its end"),
    ],
)
def test_damaged_tags(entries, found):
    with pytest.raises(UnusableFileError, match=f"a.tif: its pages are damaged: {found}"):
        check_tags(b"".join(entries), "<", False, 1000, "a.tif")


def test_right_tags():
    own = [entry(65_000, OFFSET, 9, 5_000)] * 2  # others' matter
    right = [entry(256), entry(258, count=3, place=994), entry(273, LONG, 2, 992), *own]
    check_tags(b"".join(right), "<", False, 1000, "a.tif")
    check_tags(struct.pack(">HHQQ", 273, 16, 1, 8), ">", True, 1000, "a.tif")
    with pytest.raises(UnusableFileError, match="tag 273 would lie"):
        check_tags(struct.pack(">HHQQ", 273, 16, 2, 990), ">", True, 1000, "a.tif")


@pytest.mark.parametrize("big", [False, True])
def test_more_parts_than_the_image_has(tmp_path, big):
    """As when the height is damaged: tifffile takes the first strips, Pillow the last."""
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, PIXELS, rowsperstrip=12, bigtiff=big)
    assert (read_tiff(path, "a.tif").pixels == PIXELS).all()
    with tifffile.TiffFile(path, mode="r+") as file:
        file.pages[0].tags["ImageLength"].overwrite(12)
    for read in (lambda: read_tiff(path, "a.tif"), lambda: open_source(path)):
        with pytest.raises(UnusableFileError, match="they list 4 parts in place of 1"):
            read()
