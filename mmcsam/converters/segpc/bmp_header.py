"""The header of a BMP file."""

import struct
from dataclasses import dataclass
from pathlib import Path

from mmcsam.jobs.input_file import check_regular_file
from mmcsam.jobs.problem import UnusableFileError

_COPY_AGAIN = "Copy the file again from the original data set"

# File header (14 bytes) and the part of the info header that all versions since 3 share.
_HEADER = struct.Struct("<2sIHHIIiiHHIIiiII")
_UNCOMPRESSED = (0, 3, 6)  # BI_RGB, BI_BITFIELDS, BI_ALPHABITFIELDS
# What people rename to .bmp, by its first bytes.
_OTHER_FORMATS = {
    b"\xff\xd8\xff": "a JPEG image",
    b"\x89PNG": "a PNG image",
    b"II*\x00": "a TIFF image",
    b"MM\x00*": "a TIFF image",
    b"GIF8": "a GIF image",
    b"PK\x03\x04": "a ZIP archive",
}


@dataclass(frozen=True)
class BmpHeader:
    """How a BMP file holds its pixels.

    Attributes:
        width: In pixels.
        height: In pixels.
        depth: Bits a pixel: 1, 4, 8, 16, 24 or 32.
        top_down: Whether the first row in the file is the image's top row.
        offset: Where the pixels start, in bytes.
        stride: Bytes a row, a multiple of four.
        palette: (n, 4) blue, green, red and 0 of each value, as bytes; empty above 8 bits.
        plain: Whether the pixels are uncompressed, in blue, green, red order or by the palette.
    """

    width: int
    height: int
    depth: int
    top_down: bool
    offset: int
    stride: int
    palette: bytes
    plain: bool

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.width, self.height


def read_bmp_header(path: Path, name: str) -> BmpHeader:
    """Read a BMP file's header and check that no pixels are missing.

    Args:
        path: The file.
        name: What to call it in an error.

    Raises:
        UnusableFileError: If it is no regular file, is empty, not a BMP file, or shorter than its
            header says.
        OSError: If it cannot be opened.
    """
    check_regular_file(path, name)
    with open(path, "rb") as file:
        start = file.read(_HEADER.size + 4 * 256 + 128)  # with the palette after any header
        length = file.seek(0, 2)
    if length == 0:
        raise UnusableFileError(name, "the file has 0 bytes", "a BMP image", _COPY_AGAIN)
    if not start.startswith(b"BM"):
        found = next(
            (kind for magic, kind in _OTHER_FORMATS.items() if start.startswith(magic)),
            f"a file that starts with {start[:2]!r}",
        )
        raise UnusableFileError(
            name, f"this is {found}", "a BMP image, which starts with b'BM'", _COPY_AGAIN
        )
    if len(start) < _HEADER.size:
        raise UnusableFileError(
            name, f"the file has {length} bytes", "a BMP header, 54 bytes or more", _COPY_AGAIN
        )
    _, _, _, _, offset, info, width, height, _, depth, compression, _, _, _, used, _ = (
        _HEADER.unpack_from(start)
    )
    if info < 40 or width <= 0 or height == 0 or depth not in (1, 4, 8, 16, 24, 32):
        raise UnusableFileError(
            name,
            f"the header says {width}x{height} pixels of {depth} bits",
            "a Windows BMP image of 1 to 32 bits",
            _COPY_AGAIN,
        )
    stride = (width * depth + 31) // 32 * 4  # rows are padded to four bytes
    if compression in _UNCOMPRESSED and length < (needed := offset + stride * abs(height)):
        raise UnusableFileError(
            name, f"the file is truncated at {length} bytes", f"{needed} bytes or more", _COPY_AGAIN
        )
    colours = (used or 2**depth) if depth <= 8 else 0
    palette = start[14 + info : 14 + info + 4 * colours]
    top_down = height < 0
    plain = compression == 0
    return BmpHeader(width, abs(height), depth, top_down, offset, stride, palette, plain)
