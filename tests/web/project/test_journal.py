import errno
import json
import os
import subprocess
import sys

import pytest

from mmcsam.jobs.problem import UnusableFileError
from mmcsam.web.project import journal as module
from mmcsam.web.project.errors import NoRoomError
from mmcsam.web.project.journal import Journal


def opened(path):
    journal = Journal(path)
    return journal, list(journal.read())


def test_records_come_back_in_order(tmp_path):
    path = tmp_path / "journal.jsonl"
    journal = Journal(path)
    journal.append({"n": 1, "name": "a\udcff"})
    journal.append({"n": 2}, {"n": 3})
    journal.close()
    assert opened(path)[1] == [{"n": 1, "name": "a\udcff"}, {"n": 2}, {"n": 3}]


@pytest.mark.parametrize("rest", [b'{"n": 2', b'{"n"', b"\0" * 5000, b"{", b"[1]"])
def test_torn_last_line_is_cut_off(tmp_path, rest):
    path = tmp_path / "journal.jsonl"
    path.write_bytes(b'{"n": 1}\n' + rest)
    journal, records = opened(path)
    assert records == [{"n": 1}] and journal.cut == len(rest)
    journal.append({"n": 3})
    assert path.read_bytes() == b'{"n": 1}\n{"n":3}\n'


def test_torn_line_longer_than_a_block(tmp_path):
    path = tmp_path / "journal.jsonl"
    path.write_bytes(b'{"n": 1}\n{"x": "' + b"a" * 200_000)
    journal, records = opened(path)
    assert records == [{"n": 1}] and journal.cut == 200_007


def test_whole_last_line_without_its_end_is_kept(tmp_path):
    path = tmp_path / "journal.jsonl"
    path.write_bytes(b'{"n": 1}\n{"n": 2}')
    journal, records = opened(path)
    assert [record["n"] for record in records] == [1, 2] and journal.cut == 0
    journal.append({"n": 3})
    assert [json.loads(line)["n"] for line in path.read_text().splitlines()] == [1, 2, 3]


def test_damage_before_the_last_line_is_refused(tmp_path):
    path = tmp_path / "journal.jsonl"
    path.write_bytes(b'{"n": 1}\ndamage\n{"n": 3}\n')
    with pytest.raises(UnusableFileError, match="line 2 is damaged"):
        opened(path)


def test_full_disk_leaves_the_file_as_it_was(tmp_path, monkeypatch):
    path = tmp_path / "journal.jsonl"
    journal = Journal(path)
    journal.append({"n": 1})
    write = os.write

    def half(file, data):
        if len(data) < 5:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(file, data[: len(data) // 2])

    monkeypatch.setattr(module.os, "write", half)
    with pytest.raises(NoRoomError, match="free some room"):
        journal.append({"n": 2})
    monkeypatch.undo()
    assert path.read_bytes() == b'{"n":1}\n'
    journal.append({"n": 3})
    assert [record["n"] for record in journal.read()] == [1, 3]


def test_what_cannot_be_taken_back_stops_all_saving(tmp_path, monkeypatch):
    journal = Journal(tmp_path / "journal.jsonl")

    def fail(*_):
        raise OSError(errno.EIO, "Input/output error")

    for name in ("fsync", "ftruncate"):
        monkeypatch.setattr(module.os, name, fail)
    with pytest.raises(OSError, match="Input/output error"):
        journal.append({"n": 1})
    monkeypatch.undo()
    with pytest.raises(OSError, match="nothing more is saved"):
        journal.append({"n": 2})


def test_a_limit_of_the_system(tmp_path):
    """A file that may not grow fails as a full disk does; by the system, not by a stand-in."""
    script = """
import resource, sys
from pathlib import Path
from mmcsam.web.project.errors import NoRoomError
from mmcsam.web.project.journal import Journal
resource.setrlimit(resource.RLIMIT_FSIZE, (100, resource.RLIM_INFINITY))
journal = Journal(Path(sys.argv[1]))
for number in range(100):
    try:
        journal.append({"n": number})
    except NoRoomError:
        print(number)
        break
"""
    path = tmp_path / "journal.jsonl"
    run = subprocess.run([sys.executable, "-c", script, path], capture_output=True, text=True)
    saved = int(run.stdout)
    assert saved > 5, run.stderr
    assert [record["n"] for record in opened(path)[1]] == list(range(saved))
