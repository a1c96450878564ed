"""A file that is whole or absent."""

import errno
import json
import os
import re
import secrets
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# A part says whose it is: .name.PROCESS-MACHINE.NUMBER.part.suffix
_PART = re.compile(r"\..*\.(\d+)-([0-9a-f]{8})\.[0-9a-f]{8}\.part(\.[^.]*)?", re.DOTALL)
_looked_at: set[Path] = set()


@contextmanager
def whole_file(path: str | Path) -> Iterator[Path]:
    """Give a file to write to; it gets its own name once the block has ended well.

    If the block raises, on a full disk or on Ctrl-C too, ``path`` is as it was before. What
    processes of this machine that were killed have left in the folder is removed.

    Args:
        path: The file; its folder is made if missing.

    Yields:
        Path: A name beside it with the same suffix, since writers of pictures go by that.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    _remove_abandoned(path.parent)
    # Processes of several machines, whose numbers may be the same, may write the same file.
    owner = f"{os.getpid()}-{_machine()}.{secrets.token_hex(4)}"
    part = path.with_name(f".{path.stem}.{owner}.part{path.suffix}")
    try:
        yield part
        os.replace(part, path)
    except BaseException as error:
        part.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise_without_room(error, path)
        raise


def _machine() -> str:
    return f"{zlib.crc32(os.uname().nodename.encode()):08x}"


def _remove_abandoned(folder: Path) -> None:
    """Remove parts of processes that are no more; once a folder, as looking at many takes time."""
    if folder in _looked_at:
        return
    _looked_at.add(folder)
    for path in folder.glob(".*.part*"):
        match = _PART.fullmatch(path.name)
        if match and match[2] == _machine() and not _runs(int(match[1])):
            path.unlink(missing_ok=True)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:  # somebody else's
        pass
    return True


def raise_without_room(error: OSError, path: Path) -> None:
    """Raise an error that names what was to be written, if a disk is full; return otherwise.

    Args:
        error: From writing, which knows of no path.
        path: What was to be written.

    Raises:
        OSError: If ``error`` says that there is no room.
    """
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        raise OSError(
            f"{path}: {error.strerror}, expected room for what is written; free some, "
            "or write to another disk"
        ) from error


def write_text(path: str | Path, text: str) -> None:
    """Write a text file in UTF-8, whole or not at all.

    Raises:
        OSError: If it cannot be written.
    """
    with whole_file(path) as part:
        part.write_text(text, encoding="utf-8")


def write_json(path: str | Path, content: object) -> None:
    """Write a JSON file for people to read too, whole or not at all.

    Raises:
        OSError: If it cannot be written.
        ValueError: If a number is not finite, which JSON cannot say.
    """
    write_text(path, json.dumps(content, indent=2, allow_nan=False) + "\n")
