"""A file that is whole or absent."""

import errno
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole_file(path: str | Path) -> Iterator[Path]:
    """Give a file to write to; it gets its own name once the block has ended well.

    If the block raises, on a full disk or on Ctrl-C too, ``path`` is as it was before.

    Args:
        path: The file; its folder is made if missing.

    Yields:
        Path: A name beside it with the same suffix, since writers of pictures go by that.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    # Processes of several machines, whose numbers may be the same, may write the same file.
    part = path.with_name(f".{path.stem}.{secrets.token_hex(4)}.part{path.suffix}")
    try:
        yield part
        os.replace(part, path)
    except BaseException as error:
        part.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise_without_room(error, path)
        raise


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
