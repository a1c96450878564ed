"""Files that are whole or absent."""

import errno
import json
import math
import os
import signal

import pytest

from mmcsam.jobs.whole_file import whole_file, write_json, write_text


def test_a_file_appears_when_it_is_whole(tmp_path):
    path = tmp_path / "new/folder/a.png"
    with whole_file(path) as part:
        part.write_bytes(b"half")
        assert not path.exists()
        assert (part.parent, part.suffix) == (path.parent, ".png")
        part.write_bytes(b"whole")
    assert path.read_bytes() == b"whole"
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("error", [OSError("No space left"), KeyboardInterrupt()])
def test_a_failure_keeps_the_old_file(tmp_path, error):
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(type(error)), whole_file(path) as part:
        part.write_text("half")
        raise error
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_before_anything_was_written(tmp_path):
    with pytest.raises(RuntimeError, match="early"), whole_file(tmp_path / "a.txt"):
        raise RuntimeError("early")
    assert list(tmp_path.iterdir()) == []


def test_nothing_written_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError), whole_file(tmp_path / "a.txt"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_text_is_utf_8(tmp_path):
    write_text(str(tmp_path / "a.txt"), "5 µm\n")
    assert (tmp_path / "a.txt").read_bytes() == "5 µm\n".encode()


def test_json_is_for_people_too(tmp_path):
    path = tmp_path / "a.json"
    write_json(path, {"cells": [1, 2.5]})
    assert path.read_text() == '{\n  "cells": [\n    1,\n    2.5\n  ]\n}\n'
    write_json(path, None)
    assert json.loads(path.read_text()) is None


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_json_cannot_say_infinity(tmp_path, value):
    path = tmp_path / "a.json"
    write_json(path, 1)
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json(path, {"loss": value})
    assert path.read_text() == "1\n"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_full_disk_is_named(tmp_path, number):
    with pytest.raises(OSError) as error, whole_file(tmp_path / "a.txt"):
        raise OSError(number, os.strerror(number))
    assert str(error.value) == (
        f"{tmp_path / 'a.txt'}: {os.strerror(number)}, expected room for what is written; "
        "free some, or write to another disk"
    )
    assert list(tmp_path.iterdir()) == []


def test_other_errors_stay_as_they_are(tmp_path):
    given = PermissionError(errno.EACCES, "Permission denied", "b")
    with pytest.raises(PermissionError) as error, whole_file(tmp_path / "a.txt"):
        raise given
    assert error.value is given


def killed(write):
    """Do something in a process that is killed behind it."""
    process = os.fork()
    if process == 0:
        try:
            write()
        finally:
            os._exit(0)
    os.waitpid(process, 0)


def test_parts_of_killed_processes_are_removed(tmp_path):
    def stop_half_way():
        with whole_file(tmp_path / "a.png") as part:
            part.write_bytes(b"half")
            os.kill(os.getpid(), signal.SIGKILL)

    killed(stop_half_way)
    (left,) = tmp_path.iterdir()
    assert left.name.endswith(".part.png")
    with whole_file(tmp_path / "b.png") as part:
        part.write_bytes(b"whole")
    assert [path.name for path in tmp_path.iterdir()] == ["b.png"]


def test_parts_of_others_stay(tmp_path):
    with whole_file(tmp_path / "a.png") as part:
        own = part.name
        part.write_bytes(b"")
    other_machine = own.replace(own.split("-")[1][:8], "01234567")
    gone = own.replace(str(os.getpid()), "4194305")  # above Linux's largest number
    names = [own, other_machine, ".a.01234567.part.png", ".b.part"]
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in (*names, gone):
        (folder / name).write_bytes(b"")
    write_text(folder / "b.txt", "")
    assert {path.name for path in folder.iterdir()} == {*names, "b.txt"}
