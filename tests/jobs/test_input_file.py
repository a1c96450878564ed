"""What is read must be a file with an end."""

import os
import socket
from pathlib import Path

import pytest

from mmcsam.jobs.input_file import check_regular_file
from mmcsam.jobs.problem import UnusableFileError


def test_a_file(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"x")
    check_regular_file(path, "a")
    (tmp_path / "link").symlink_to(path)
    check_regular_file(tmp_path / "link", "a")


def test_what_is_no_file(tmp_path, monkeypatch):
    os.mkfifo(tmp_path / "pipe.png")
    monkeypatch.chdir(tmp_path)  # the name of a socket may not be long
    with socket.socket(socket.AF_UNIX) as opened:
        opened.bind("socket.png")
    for path in (tmp_path / "pipe.png", tmp_path / "socket.png", Path(os.devnull)):
        with pytest.raises(
            UnusableFileError, match="^x: it is no regular file, but a pipe, device"
        ):
            check_regular_file(path, "x")
    check_regular_file(tmp_path, "x")  # opening it says what it is


def test_no_file(tmp_path):
    with pytest.raises(FileNotFoundError):
        check_regular_file(tmp_path / "a", "x")
