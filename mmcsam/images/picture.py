"""Decode PNG, JPEG, BMP and other files by OpenCV."""

import struct
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from mmcsam.jobs.input_file import check_regular_file
from mmcsam.jobs.problem import UnusableFileError

from .array_source import check_size, unreadable

_LARGE = 2**26  # bytes; a decoder may allocate so many for a file that turns out to be damaged
_LONGEST, _MOST = 2**20, 2**30  # pixels a side, and in all, that OpenCV decodes
_DEFLATE = 1032  # times as much as a byte may become in a PNG file, at most
_RUN_LENGTH = 128  # likewise in a compressed BMP file: two bytes for up to 255 pixels
_PNG_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


def decode_file(path: Path, flags: int, name: str | None = None) -> np.ndarray | None:
    """Decode a picture by OpenCV, whatever its name; ``cv2.imread`` dies of names not in UTF-8.

    Args:
        path: The file.
        flags: Of ``cv2.imdecode``.
        name: What to call it in an error; None for its path.

    Returns:
        np.ndarray: Blue first; None if OpenCV cannot decode it.

    Raises:
        UnusableFileError: If it is no regular file, says that it has far more pixels than its bytes
            can hold, or has more than OpenCV decodes.
        OSError: If it cannot be opened.
    """
    name = str(path) if name is None else name
    check_regular_file(path, name)
    return _decode(np.fromfile(path, np.uint8), flags, name)


@contextmanager
def opencv_path(path: Path) -> Iterator[str]:
    """Give OpenCV a name for a file that it can take, for what it does by name alone."""
    try:
        str(path).encode()
        yield str(path)
    except UnicodeEncodeError:
        with tempfile.TemporaryDirectory() as folder:
            link = Path(folder, f"image{path.suffix}")
            link.symlink_to(path.absolute())
            yield str(link)


def check_said_size(start: bytes, length: int, name: str) -> None:
    """Refuse a PNG or BMP file that says that it has more pixels than its bytes can hold.

    A decoder would allocate them all before it finds that out.

    Args:
        start: The file's first 54 bytes.
        length: Of the file, in bytes.
        name: What to call it in an error.

    Raises:
        UnusableFileError: If it says so, or a BMP file's palette runs into its pixels.
    """
    said = _said_size(start)
    if said is None:
        return
    width, height, bits, growth = said
    needed = height * ((width * bits + 7) // 8)
    if needed > max(_LARGE, growth * length):
        raise UnusableFileError(
            name,
            f"it says that it has {width}x{height} pixels, {needed / 2**20:,.0f} MiB, which its "
            f"{length:,} bytes cannot hold",
            "a whole image",
            "Copy it again",
        )
    if start[:2] == b"BM":
        _check_palette(start, bits, name)


def _check_palette(start: bytes, bits: int, name: str) -> None:
    """Refuse a BMP file whose palette runs into its pixels: programs take other colours then."""
    offset, info = struct.unpack("<II", start[10:18])
    used = struct.unpack("<I", start[46:50])[0] if len(start) >= 50 else 0
    colours = (used or 2**bits) if bits <= 8 else 0
    if offset < 14 + info + 4 * colours:
        raise UnusableFileError(
            name, "its pixels begin before its palette ends", "a whole BMP image", "Save it again"
        )


def _check_indices(data: np.ndarray, name: str) -> None:
    """Refuse a BMP file whose pixels have colours that its palette lacks: they would be black."""
    if len(data) < 54 or data[:2].tobytes() != b"BM":
        return
    offset, _, width, height, _, bits, compression = struct.unpack(
        "<IIiiHHI", data[10:34].tobytes()
    )
    (used,) = struct.unpack("<I", data[46:50].tobytes())
    row = (max(width, 0) + 3) // 4 * 4
    pixels = data[offset : offset + row * abs(height)]
    if bits != 8 or compression or not used or pixels.size != row * abs(height) or not row:
        return  # no palette of that kind, a whole one, or cut off, which the decoder says
    if pixels.reshape(-1, row)[:, :width].max(initial=0) >= used:
        raise UnusableFileError(
            name,
            f"it has colours beyond its palette's {used}",
            "a whole BMP image",
            "Save it again",
        )


def _chunks_fit(data: np.ndarray) -> bool:
    """Return whether each part of a PNG file is as long as it says; OpenCV allocates it before."""
    place, end = 8, len(data)
    while place + 8 <= end:
        (length,) = struct.unpack(">I", data[place : place + 4].tobytes())
        ends = data[place + 4 : place + 8].tobytes() == b"IEND"
        place += 12 + length
        if ends:  # more may follow
            return place <= end
    return place == end


def _decode(data: np.ndarray, flags: int, name: str, pixels: str = "its pixels") -> Any:
    start = data[:54].tobytes()
    said = _said_size(start)
    if said is not None:
        width, height = said[:2]
        pixels = f"its {width}x{height} pixels"
        if max(width, height) > _LONGEST or width * height > _MOST:
            raise _refused(pixels, name)
        check_said_size(start, len(data), name)
        if start[:1] == b"\x89" and not _chunks_fit(data):
            return None
        _check_indices(data, name)
    try:
        return cv2.imdecode(data, flags) if data.size else None
    except cv2.error as error:
        if "CV_IO_MAX_IMAGE" not in str(error):
            raise unreadable(name, error) from error
        raise _refused(pixels, name) from error


def _refused(pixels: str, name: str) -> UnusableFileError:
    return UnusableFileError(
        name, f"OpenCV refuses {pixels}", "at most 2^30", "Save it as a tiled TIFF"
    )


def _said_size(start: bytes) -> tuple[int, int, int, int] | None:
    """Return width, height, bits a pixel and by how much the file may grow; None if unknown."""
    if start[:8] == b"\x89PNG\r\n\x1a\n" and start[12:16] == b"IHDR" and len(start) > 25:
        width, height, depth, colours = struct.unpack(">IIBB", start[16:26])
        return width, height, depth * _PNG_CHANNELS.get(colours, 1), _DEFLATE
    if start[:2] == b"BM" and len(start) >= 34 and start[14:18] >= b"\x28\0\0\0":
        width, height, _, bits, compression = struct.unpack("<iiHHI", start[18:34])
        return abs(width), abs(height), bits, _RUN_LENGTH if compression in (1, 2) else 1
    return None


def decode_picture(path: Path, name: str, kind: str, max_pixels: int | None = None) -> np.ndarray:
    """Decode a picture as MMDetection does, turned by EXIF, or of 16 bits as it is.

    Args:
        path: The file.
        name: What to call it in an error.
        kind: "Png", "Jpeg" or "Bmp".
        max_pixels: Larger ones are refused before they are decoded; None for any number.

    Returns:
        np.ndarray: (H, W) if all is grey, else (H, W, 3), red first; uint8 or uint16.

    Raises:
        UnusableFileError: If it is damaged or cut off, or has more pixels than are allowed here or
            than OpenCV decodes.
        OSError: If it cannot be opened.
    """
    from PIL import BmpImagePlugin, JpegImagePlugin, PngImagePlugin

    plugins = {"Bmp": BmpImagePlugin, "Jpeg": JpegImagePlugin, "Png": PngImagePlugin}
    grey, pixels_said = False, "its pixels"
    try:
        # Image.open would warn of large pictures, and refuse larger ones.
        with getattr(plugins[kind], f"{kind}ImageFile")(path) as header:
            check_size(name, header.width, header.height, max_pixels)
            pixels_said = f"its {header.width}x{header.height} pixels"
            grey = header.mode in ("1", "L")
            if kind == "Jpeg":  # OpenCV before 4.9 paints grey what is cut off
                header.draft(header.mode, (1, 1))
                header.load()
    except Exception as error:  # Pillow does not know all that OpenCV reads
        if isinstance(error, UnusableFileError | MemoryError) or "runcated" in str(error):
            raise unreadable(name, error) from error
    data = np.fromfile(path, np.uint8)
    depth, colours = map(int, data[24:26]) if kind == "Png" and len(data) > 25 else (8, -1)
    # IMREAD_UNCHANGED would neither turn it nor leave opacity out.
    deep = cv2.IMREAD_ANYDEPTH | cv2.IMREAD_ANYCOLOR
    pixels = _decode(data, deep if depth == 16 else cv2.IMREAD_COLOR, name, pixels_said)
    if pixels is None:
        raise UnusableFileError(
            name, "OpenCV cannot decode it", f"a whole {kind.upper()} image", "Copy it again"
        )
    if pixels.ndim == 2:
        return pixels
    if (grey or colours in (0, 4)) and (pixels[..., 1:3] == pixels[..., :1]).all():
        return pixels[..., 0]
    return pixels[..., 2::-1]
