"""Width and height of a BMP file, without decoding it."""

import struct
from pathlib import Path

from .problem import Problem, UnusableFileError

# File header (14 bytes) and the part of the info header that all versions since 3 share.
_HEADER = struct.Struct("<2sIHHIIiiHHIIiiII")
_UNCOMPRESSED = (0, 3, 6)  # BI_RGB, BI_BITFIELDS, BI_ALPHABITFIELDS


def read_bmp_size(path: Path, name: str) -> tuple[int, int]:
    """Read a BMP file's size from its header and check that no pixels are missing.

    Args:
        path: The file.
        name: What to call it in an error.

    Returns:
        tuple: Width and height in pixels.

    Raises:
        UnusableFileError: If the file is empty, not a BMP file, or shorter than its header says.
    """
    length = path.stat().st_size
    if length == 0:
        raise _unusable(name, "the file has 0 bytes", "a BMP image")
    with open(path, "rb") as file:
        head = file.read(_HEADER.size)
    if not head.startswith(b"BM"):
        raise _unusable(name, f"the file starts with {head[:2]!r}", "a BMP image, b'BM'")
    if len(head) < _HEADER.size:
        raise _unusable(name, f"the file has {length} bytes", "a BMP header, 54 bytes or more")
    (_, _, _, _, offset, header, width, height, _, depth, compression, *_) = _HEADER.unpack(head)
    # A negative height means rows from top to bottom.
    height = abs(height)
    if header < 40 or width <= 0 or height == 0 or depth not in (1, 4, 8, 16, 24, 32):
        raise _unusable(
            name,
            f"the header says {width}x{height} pixels of {depth} bits",
            "a Windows BMP image of 1 to 32 bits",
        )
    if compression in _UNCOMPRESSED:
        row = (width * depth + 31) // 32 * 4  # rows are padded to four bytes
        needed = offset + row * height
        if length < needed:
            raise _unusable(
                name, f"the file is truncated at {length} bytes", f"{needed} bytes or more"
            )
    return width, height


def _unusable(name: str, found: str, expected: str) -> UnusableFileError:
    return UnusableFileError(
        Problem(name, found, expected, "Copy the file again from the original data set")
    )
