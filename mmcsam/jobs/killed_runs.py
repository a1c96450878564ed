"""Folders that runs write to before their files get their places, and what killed runs leave."""

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PARTIAL, WHOLE = ".partial-", ".whole-"
NEW, OLD = "new", "old"  # files that are to get their places, and those that they replace
RECORD = ".mmcsam-written"  # no suffix: whoever collects *.json does not meet it
_LOCK = "lock"


@contextmanager
def locked_folder(out: Path) -> Iterator[Path]:
    """Give a folder in ``out`` that is marked as that of a process at work, and removed behind it.

    The lock ends with the process.
    """
    while True:
        stage = Path(tempfile.mkdtemp(prefix=PARTIAL, dir=out))
        try:
            file = open(stage / _LOCK, "w", encoding="utf-8")
            break
        except FileNotFoundError:  # another run took it for one that was left behind
            continue
    try:
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:  # a file system without locks
                (stage / _LOCK).unlink()
            file.write(os.uname().nodename)
            file.flush()
            yield stage
    finally:
        remove_folder(stage)


def remove_folder(stage: Path) -> None:
    """Remove such a folder, the lock last: without it, nobody could tell whose the rest is."""
    for path in (stage / NEW, stage / OLD):
        shutil.rmtree(path, ignore_errors=True)
    shutil.rmtree(stage, ignore_errors=True)


def finish_killed_runs(out: Path) -> None:
    """Move to a folder what killed runs of this machine had whole, and remove what they had not."""
    for stage in sorted(out.glob(".*")):
        if not stage.name.startswith((PARTIAL, WHOLE)):
            continue
        with _abandoned(stage) as ended:
            if ended and stage.name.startswith(WHOLE):
                move_files(stage / NEW, out)
            if ended:
                remove_folder(stage)


def files_in(folder: Path) -> list[Path]:
    """Return the paths of all files in a folder, the record of them last."""
    paths = (path.relative_to(folder) for path in folder.rglob("*") if not path.is_dir())
    return sorted(paths, key=lambda path: (path == Path(RECORD), path))


def move_files(source: Path, out: Path) -> None:
    """Move all files of a folder to another one, and replace those of the same names."""
    for name in files_in(source):
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        os.replace(source / name, out / name)


@contextmanager
def _abandoned(stage: Path) -> Iterator[bool]:
    """Lock a folder and tell whether it is that of a process of this machine that has ended."""
    try:
        file = open(stage / _LOCK, encoding="utf-8")
    except OSError:
        with contextlib.suppress(OSError):
            stage.rmdir()  # killed before it wrote anything, or after it removed all; else it stays
        yield False
        return
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            ended = file.read() == os.uname().nodename
        except OSError:
            ended = False
        yield ended
