"""Pictures that are whole or absent."""

import errno
import os
from pathlib import Path

import cv2
import numpy as np
import pytest

from mmcsam.images.lossless import write_lossless

PICTURE = np.array([[[0, 128, 255], [1, 2, 3]]], np.uint8)


def test_what_is_written_comes_back(tmp_path):
    path = tmp_path / "new/folder/a.png"
    assert write_lossless(path, PICTURE) == path
    np.testing.assert_array_equal(cv2.imread(str(path), cv2.IMREAD_UNCHANGED), PICTURE)
    assert [file.name for file in path.parent.iterdir()] == ["a.png"]


def test_an_older_picture_is_replaced(tmp_path):
    write_lossless(tmp_path / "a.png", 0 * PICTURE)
    write_lossless(tmp_path / "a.png", PICTURE)
    np.testing.assert_array_equal(cv2.imread(str(tmp_path / "a.png")), PICTURE)


def test_a_full_disk_leaves_the_older_picture(tmp_path, monkeypatch):
    path = write_lossless(tmp_path / "a.png", PICTURE)

    def half(file, data):
        file.touch()
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_bytes", half)
    with pytest.raises(OSError, match="No space left on device"):
        write_lossless(path, 0 * PICTURE)
    assert [file.name for file in tmp_path.iterdir()] == ["a.png"]
    np.testing.assert_array_equal(cv2.imread(str(path)), PICTURE)


def test_a_name_that_is_not_utf_8(tmp_path):
    path = write_lossless(tmp_path / os.fsdecode(b"\xff.png"), PICTURE)
    decoded = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_UNCHANGED)
    np.testing.assert_array_equal(decoded, PICTURE)


def test_a_file_in_the_folders_place(tmp_path):
    (tmp_path / "a").touch()
    with pytest.raises(OSError, match="exists"):
        write_lossless(tmp_path / "a/b.png", PICTURE)


def test_a_grey_bmp(tmp_path):
    grey = np.array([[0, 20, 40]], np.uint8)
    path = write_lossless(tmp_path / "a.bmp", grey)
    assert path.read_bytes()[:2] == b"BM"
    np.testing.assert_array_equal(cv2.imread(str(path), cv2.IMREAD_UNCHANGED), grey)
