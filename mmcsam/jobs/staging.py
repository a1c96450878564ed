"""Output that is whole or absent."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .output_guard import RECORD, OutputGuard
from .whole_file import raise_without_room

_PARTIAL, _WHOLE = ".partial-", ".whole-"
_LOCK, _NEW, _OLD = "lock", "new", "old"


@contextmanager
def staged(out: str | Path, guard: OutputGuard | None = None) -> Iterator[Path]:
    """Give a folder to write to; its files move to ``out`` once the block has ended well.

    If the block raises, on a full disk or on Ctrl-C too, ``out`` is as it was before. Files in
    ``out`` of the same names are replaced, others stay.

    With a guard the files belong together: those that they replace go first, so that a process that
    is killed in between leaves no new file beside an old one, and the next run with a guard moves
    the rest. What killed runs left half-written it removes.

    Args:
        out: The folder that receives the files; made if missing.
        guard: Of ``out``; None for files of which each stands for itself, and may be replaced.

    Yields:
        Path: An empty folder inside ``out``, so that moving a file is a rename.

    Raises:
        FileExistsError: If the guard does not let a file be replaced.
        NotADirectoryError: If ``out`` is a file.
    """
    out = Path(out)
    if out.exists() and not out.is_dir():
        raise NotADirectoryError(f"{out} is a file; give a folder for the output")
    made = next((path for path in reversed((out, *out.parents)) if not path.exists()), None)
    out.mkdir(parents=True, exist_ok=True)
    try:
        if guard is None:
            with _folder(out) as stage:
                yield stage
                _move(stage, out)
        else:
            _finish_killed_runs(out)
            with _folder(out) as stage, _lock(stage):
                new = stage / _NEW
                new.mkdir()
                yield new
                guard.check(_names(new))
                guard.record(new)
                _replace_together(stage, out)
    except BaseException as error:
        if made is not None:
            shutil.rmtree(made, ignore_errors=True)
        if isinstance(error, OSError):
            raise_without_room(error, out)
        raise


@contextmanager
def _folder(out: Path) -> Iterator[Path]:
    stage = Path(tempfile.mkdtemp(prefix=_PARTIAL, dir=out))
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


@contextmanager
def _lock(stage: Path) -> Iterator[None]:
    """Mark a folder as that of a process at work; the lock ends with the process."""
    with open(stage / _LOCK, "w", encoding="utf-8") as file:
        file.write(os.uname().nodename)
        file.flush()
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:  # a file system without locks
            (stage / _LOCK).unlink()
        yield


@contextmanager
def _abandoned(stage: Path) -> Iterator[bool]:
    """Lock a folder and tell whether it is that of a process of this machine that has ended."""
    try:
        file = open(stage / _LOCK, encoding="utf-8")
    except OSError:  # of a run without a guard, or just removed
        yield False
        return
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            ended = file.read() == os.uname().nodename
        except OSError:
            ended = False
        yield ended


def _finish_killed_runs(out: Path) -> None:
    for stage in sorted(out.glob(".*")):
        if not stage.name.startswith((_PARTIAL, _WHOLE)):
            continue
        with _abandoned(stage) as ended:
            if ended and stage.name.startswith(_WHOLE):
                _move(stage / _NEW, out)
            if ended:
                shutil.rmtree(stage, ignore_errors=True)


def _replace_together(stage: Path, out: Path) -> None:
    """Move files to their places, the old ones away first; all are as before if that fails."""
    whole = stage.with_name(stage.name.replace(_PARTIAL, _WHOLE))
    os.replace(stage, whole)  # from here on the next run would go on
    names = _names(whole / _NEW)
    moved = []
    try:
        for name in names:
            old = whole / _OLD / name
            old.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.replace(out / name, old)
            except FileNotFoundError:
                continue
        for name in names:
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            os.replace(whole / _NEW / name, out / name)
            moved.append(name)
    except BaseException:
        for name in moved:
            (out / name).unlink(missing_ok=True)
        if (whole / _OLD).is_dir():
            _move(whole / _OLD, out)
        shutil.rmtree(whole, ignore_errors=True)
        raise
    shutil.rmtree(whole, ignore_errors=True)


def _names(folder: Path) -> list[Path]:
    """Return the paths of all files in a folder, the record of them last."""
    paths = (path.relative_to(folder) for path in folder.rglob("*") if not path.is_dir())
    return sorted(paths, key=lambda path: (path == Path(RECORD), path))


def _move(source: Path, out: Path) -> None:
    for name in _names(source):
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        os.replace(source / name, out / name)
