"""Check a TIFF file's chain of pages before a library follows it."""

import struct
from pathlib import Path

from mmcsam.jobs.input_file import check_regular_file
from mmcsam.jobs.problem import UnusableFileError


def check_tiff(path: Path, name: str) -> None:
    """Refuse a TIFF file whose pages lead back to one before them, or out of the file.

    Each page says where the next one begins; a library that follows a damaged chain never ends.

    Args:
        path: The file.
        name: What to call it in an error.

    Raises:
        UnusableFileError: If it is no regular file, or the chain is damaged.
        OSError: If it cannot be opened.
    """
    check_regular_file(path, name)
    size = path.stat().st_size
    with open(path, "rb") as file:
        start = file.read(16)
        order = "<" if start[:2] == b"II" else ">"
        big = start[2:4] in (b"\x2b\0", b"\0\x2b")
        number, entry, offset = ("Q", 20, "Q") if big else ("H", 12, "I")

        def unpack(form: str, place: int) -> int:
            file.seek(place)
            data = file.read(struct.calcsize(form))
            return struct.unpack(order + form, data)[0] if len(data) == struct.calcsize(form) else 0

        place = unpack(offset, 8 if big else 4)
        seen: set[int] = set()
        while place:
            if place in seen:
                raise _damaged(name, f"page {len(seen) + 1} is one of those before it")
            seen.add(place)
            entries = unpack(number, place)
            end = place + struct.calcsize(number) + entries * entry
            if entries == 0 or end + struct.calcsize(offset) > size:
                if len(seen) == 1:
                    return  # not even the first page is whole; the reader says so
                raise _damaged(name, f"page {len(seen)} would lie beyond its end")
            place = unpack(offset, end)


def _damaged(name: str, found: str) -> UnusableFileError:
    return UnusableFileError(
        name, f"its pages are damaged: {found}", "a whole TIFF file", "Copy or save it again"
    )
