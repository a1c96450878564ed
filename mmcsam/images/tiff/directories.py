"""Check a TIFF file's pages, and where it says that their pixels lie, before a library follows."""

import math
import struct
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from mmcsam.jobs.input_file import check_regular_file
from mmcsam.jobs.problem import UnusableFileError

from .tags import check_tags, damaged


def check_tiff(path: Path, name: str) -> None:
    """Refuse a TIFF file whose pages lead back to one before them, or out of the file.

    Each page says where the next one begins; a library that follows a damaged chain never ends.
    What pages say of their pixels is checked too, see :func:`.tags.check_tags`.

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
            file.seek(min(place, size))  # a place may be beyond what a system can seek to
            data = file.read(struct.calcsize(form))
            return struct.unpack(order + form, data)[0] if len(data) == struct.calcsize(form) else 0

        place = unpack(offset, 8 if big else 4)
        seen: set[int] = set()
        while place:
            if place in seen:
                raise damaged(name, f"page {len(seen) + 1} is one of those before it")
            seen.add(place)
            entries = unpack(number, place)
            end = place + struct.calcsize(number) + entries * entry
            if entries == 0 or end + struct.calcsize(offset) > size:
                if len(seen) == 1:
                    return  # not even the first page is whole; the reader says so
                raise damaged(name, f"page {len(seen)} would lie beyond its end")
            file.seek(end - entries * entry)
            check_tags(file.read(entries * entry), order, big, size, name)
            place = unpack(offset, end)


def check_parts(pages: Iterable[Any], size: int, name: str, sparse: bool = False) -> None:
    """Refuse pages whose strips or tiles are not all there.

    A library fills what is missing with zeros, or reads something else in its place.

    Args:
        pages: Of tifffile.
        size: Of the file, in bytes.
        name: What to call it in an error.
        sparse: Whether a part without a place may stand for background.

    Raises:
        UnusableFileError: If a part is missing or shorter than its pixels.
    """
    for page in pages:
        if page is None:
            raise UnusableFileError(
                name,
                "a part of it is in another file, which is missing",
                "all files",
                "Copy them too",
            )
        tags = page.keyframe.tags
        if "StripOffsets" in tags and "TileOffsets" in tags:  # each library takes others
            raise damaged(name, "they say that their pixels lie in strips and in tiles")
        listed = tags.get("TileOffsets" if page.keyframe.is_tiled else "StripOffsets")
        parts = math.prod(page.chunked)
        if listed is not None and listed.count > parts:  # some take the first, some the last
            raise damaged(name, f"they list {listed.count:,} parts in place of {parts:,}")
        offsets, counts = page.dataoffsets, page.databytecounts
        if len(offsets) != parts or len(counts) != len(offsets):
            raise _missing(name)
        if not any(offsets):
            raise _missing(name)
        order = page.keyframe.tags.get("PlanarConfiguration")
        if order is not None and order.value not in (1, 2):  # tifffile takes it for one of them
            raise damaged(name, f"they say {order.value!r:.20} of the order of channels")
        if page.compression == 1 and page.predictor != 1:  # tifffile follows it, libtiff does not
            raise damaged(name, "they name a predictor, without a compression that has one")
        needed = _bytes_of_parts(page)
        for place, (offset, count) in enumerate(zip(offsets, counts, strict=True)):
            if sparse and offset == count == 0:
                continue
            if offset < 8 or count < (1 if needed is None else needed[place % len(needed)]):
                raise _missing(name)
            if offset + count > size:
                raise UnusableFileError(
                    name, "the file ends before its pixels do", "a whole file", "Copy it again"
                )


def _bytes_of_parts(page: Any) -> list[int] | None:
    """Return how many bytes each strip or tile of a plane needs; None if they are compressed."""
    if page.compression != 1:
        return None
    samples = page.samplesperpixel if page.planarconfig == 1 else 1
    columns, rows = page.imagewidth, page.rowsperstrip
    if page.is_tiled:
        columns, rows = page.tilewidth, page.tilelength
    of_row = (columns * samples * page.bitspersample + 7) // 8
    if page.is_tiled:
        return [of_row * rows]
    return [of_row * min(rows, page.imagelength - top) for top in range(0, page.imagelength, rows)]


def _missing(name: str) -> UnusableFileError:
    return UnusableFileError(
        name, "parts of the image are missing", "a whole file", "Copy or save it again"
    )
