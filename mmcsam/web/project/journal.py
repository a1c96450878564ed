"""A file to which a line is added for every change, before anybody is told that it is saved."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mmcsam.jobs.problem import UnusableFileError

from .errors import NoRoomError, is_without_room


class Journal:
    """An append-only file of JSON lines.

    A line is on the disk when :meth:`append` returns. What a power cut leaves of the last line is
    cut off when the file is opened: nobody was told that it is saved.

    Args:
        path: The file; made if missing.

    Attributes:
        path: As given.
        cut: Bytes of an unfinished last line that were cut off.

    Raises:
        OSError: If it cannot be opened or written.
        UnusableFileError: If a line before the last is damaged.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.cut = 0
        self._broken: OSError | None = None
        made = not path.exists()
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        try:
            if made:
                sync_folder(path.parent)
            self._size = self._mend()
        except BaseException:
            os.close(self._file)
            raise

    def read(self) -> Iterator[dict[str, Any]]:
        """Yield the records, from the first on.

        Raises:
            UnusableFileError: If a line is damaged.
        """
        with open(self.path, "rb") as lines:
            for number, line in enumerate(lines, start=1):
                record = _parsed(line)
                if record is None:
                    raise UnusableFileError(
                        str(self.path),
                        f"line {number} is damaged, and others follow it",
                        "one JSON object a line",
                        "Copy the file from a backup, or remove the lines from there on",
                    )
                yield record

    def append(self, *records: dict[str, Any]) -> None:
        """Add records; they are on the disk when this returns.

        Raises:
            NoRoomError: If the disk is full; the file is as before.
            OSError: If it cannot be written; the file is as before.
        """
        if self._broken is not None:
            raise OSError(
                f"{self.path}: an earlier write failed ({self._broken}) and could not be taken "
                "back; nothing more is saved; check the disk and start again"
            ) from self._broken
        texts = [json.dumps(one, separators=(",", ":"), allow_nan=False) for one in records]
        line = "".join(f"{text}\n" for text in texts).encode()
        try:
            written = 0
            while written < len(line):
                written += os.write(self._file, line[written:])
            os.fsync(self._file)
        except OSError as error:
            self._take_back(error)
            if is_without_room(error):
                raise NoRoomError(
                    f"{self.path}: {error.strerror}, expected room for what is saved; nothing was "
                    "changed; free some room and try again"
                ) from error
            raise OSError(
                f"{self.path}: {error.strerror}, expected a file that can be written; nothing was "
                "changed; check the disk and its rights"
            ) from error
        self._size += len(line)

    def close(self) -> None:
        """Close the file."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _take_back(self, error: OSError) -> None:
        try:
            os.ftruncate(self._file, self._size)
            os.fsync(self._file)
        except OSError:
            self._broken = error

    def _mend(self) -> int:
        """Cut off an unfinished last line and return the file's size."""
        size = os.fstat(self._file).st_size
        with open(self.path, "rb") as file:
            start = _last_line(file, size)
            file.seek(start)
            last = file.read()
        if not last:
            return size
        if _parsed(last) is None:
            self.cut = len(last)
            os.ftruncate(self._file, start)
            os.fsync(self._file)
            return start
        if not last.endswith(b"\n"):  # an editor has taken it away
            os.write(self._file, b"\n")
            os.fsync(self._file)
            return size + 1
        return size


def sync_folder(folder: Path) -> None:
    """Bring a folder's list of names to the disk, so that a new file has its name there."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _parsed(line: bytes) -> dict[str, Any] | None:
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return record if isinstance(record, dict) else None


def _last_line(file: Any, size: int) -> int:
    """Return where the last line of a file begins; the line may lack its end."""
    block, end = 2**16, max(0, size - 1)  # the last byte may end it
    while end > 0:
        start = max(0, end - block)
        file.seek(start)
        place = file.read(end - start).rfind(b"\n")
        if place >= 0:
            return start + place + 1
        end = start
    return 0
