"""Files that somebody's folder may hold, each with what a prediction has to make of it."""

import os
import struct
import unicodedata
import zlib
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import tifffile
from PIL import Image

DISCS = np.zeros((48, 64), np.uint8)
cv2.circle(DISCS, (14, 16), 7, 255, -1)
cv2.circle(DISCS, (44, 30), 7, 255, -1)
RGB = np.dstack([DISCS] * 3)
NOISE = np.random.default_rng(0).integers(0, 256, (60, 80, 3), np.uint8)
_BOTH = 2
_DEEP = "expected 8 bits as the model was trained on"
_READABLE = b"".join((b"\x89PNG\r\n\x1a\n", b"no more than a signature"))


def write_odd_files(folder: Path) -> dict[str, int | str]:
    """Write them, and return by path how many cells are found in each, or why it is left out."""
    expected: dict[str, int | str] = {}

    def add(name: str, content: object, outcome: int | str, **options: object) -> None:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        elif isinstance(content, Image.Image):
            content.save(path, **options)
        elif path.suffix == ".tif":
            tifffile.imwrite(path, content, **options)
        elif path.suffix == ".npy":
            np.save(path, content)
        else:
            assert cv2.imwrite(str(path), content)
        expected[name] = outcome

    _kinds_of_pixels(add)
    _damaged(add)
    _too_large(add)
    _names(add)
    _no_files(folder, expected)
    return expected


def _kinds_of_pixels(add) -> None:
    grey, colour = Image.fromarray(DISCS), Image.fromarray(RGB)
    add("grey.png", DISCS, _BOTH)
    add("16 bits.png", DISCS.astype(np.uint16) * 257, _DEEP)
    add("palette.png", grey.convert("P"), _BOTH)
    add("bilevel.png", grey.convert("1"), _BOTH)
    add("cmyk.jpg", colour.convert("CMYK"), _BOTH, quality=100)
    add("cmyk.tif", colour.convert("CMYK"), "its values are SEPARATED of uint8")
    add("opacity.png", Image.fromarray(np.dstack([RGB, DISCS * 0 + 9])), _BOTH)
    add("grey opacity.png", Image.merge("LA", [grey, Image.new("L", grey.size, 9)]), _BOTH)
    turned = Image.Exif()
    turned[274] = 6
    add("turned by exif.jpg", colour, _BOTH, exif=turned, quality=100)
    add(
        "animated.png",
        grey,
        _BOTH,
        save_all=True,
        append_images=[Image.fromarray(NOISE[:48, :64, 0])],
    )
    add("pages.tif", np.stack([DISCS] * 3), "it holds 3 pages", photometric="minisblack")
    add("white is 0.tif", 255 - DISCS, _BOTH, photometric="miniswhite")
    add("one pixel.png", np.full((1, 1), 255, np.uint8), 1)
    line = np.zeros((1, 20_000), np.uint8)
    line[:, [5, 6, 10_000, 19_999]] = 255
    add("line.png", line, 3)
    add("column.png", line.T, 3)
    add("array.npy", DISCS, _BOTH)
    add("bool.npy", DISCS > 0, _BOTH)
    add("int64.npy", DISCS.astype(np.int64), _DEEP)
    add("complex.npy", DISCS.astype(complex), "it holds complex128")
    add("objects.npy", np.array([{}, 1], object), "it cannot be read (")
    add("no rows.npy", DISCS[:0], "its shape is [0, 64]")
    add("a row.npy", DISCS[0], "its shape is [64]")
    holed = DISCS.astype(np.float32)
    holed[0, 0] = np.nan
    add("nan.tif", holed, "some pixels are NaN or infinite")


def _damaged(add) -> None:
    for suffix in (".png", ".jpg", ".bmp"):
        data = cv2.imencode(suffix, NOISE)[1].tobytes()
        reason = "image file is truncated" if suffix == ".jpg" else "OpenCV cannot decode it"
        add(f"cut{suffix}", data[: len(data) // 2], reason)
    for name, options in (("cut.tif", {}), ("cut deflated.tif", {"compression": "zlib"})):
        file = BytesIO()
        tifffile.imwrite(file, NOISE, **options)
        data = file.getvalue()
        add(name, data[: len(data) // 2], "the file ends before its pixels do")
    for suffix in (".png", ".tif", ".npy"):
        add(f"empty{suffix}", b"", "the file has 0 bytes")
    add("text.png", b"this is no image", "its content is none of PNG")
    add("signature.png", _READABLE, "OpenCV cannot decode it")
    gif = BytesIO()
    Image.fromarray(DISCS).save(gif, "GIF")
    add("a gif.png", gif.getvalue(), "its content is none of PNG")
    tiff = BytesIO()
    tifffile.imwrite(tiff, DISCS)
    add("a tiff.png", tiff.getvalue(), _BOTH)


def _too_large(add) -> None:
    """Headers that claim what the file does not hold; nothing of that size may be allocated."""
    add("large.png", _png_header(40_000, 30_000), "OpenCV refuses its 40000x30000 pixels")
    add("huge.png", _png_header(10**9, 10**9), "OpenCV refuses its 1000000000x1000000000 pixels")
    bitmap = struct.pack("<2sIHHI", b"BM", 200, 0, 0, 54)
    bitmap += struct.pack("<IiiHHIIiiII", 40, 10**9, 10**9, 1, 24, 0, 0, 0, 0, 0, 0)
    add("huge.bmp", bitmap + bytes(146), "OpenCV refuses its 1000000000x1000000000 pixels")
    file = BytesIO()
    tifffile.imwrite(file, DISCS, metadata=None)
    data = bytearray(file.getvalue())
    with tifffile.TiffFile(BytesIO(file.getvalue())) as opened:
        tags = [opened.pages[0].tags[name] for name in ("ImageWidth", "ImageLength")]
    for tag in tags:
        data[tag.offset + 2 : tag.offset + 12] = struct.pack("<HII", 4, 1, 10**9)
    add("huge.tif", bytes(data), "parts of the image are missing")
    head = b"{'descr': '|u1', 'fortran_order': False, 'shape': (1000000000, 1000000000)}"
    array = b"\x93NUMPY\x01\x00" + struct.pack("<H", 118) + head.ljust(117) + b"\n" + bytes(99)
    add("huge.npy", array, "it cannot be read (mmap length is greater than file size)")


def _names(add) -> None:
    data = cv2.imencode(".png", DISCS)[1].tobytes()
    for name in (
        *(" blank  name .png", "new\nline.png", "tab\t\"quote'.png", "100%d %s#1.png"),
        *("-dash.png", "--out.png", "a[0]*?.png", "back\\slash.png", "C:drive.png", "x...png"),
        *("case.bmp", "CASE.PNG", "double.png.png", "double.png", "double.tif"),
        *(unicodedata.normalize(form, "é.png") for form in ("NFC", "NFD")),
        "/".join(["folder" * 10] * 6) + "/deep.png",
        f"{'n' * 196}.png",
        "folder.png/image.png",
    ):
        add(name, data, _BOTH)
    add("case.png", data, "CASE.PNG has the same name but for case")
    add(f"{'n' * 251}.png", data, "its name has 251 bytes")
    add("folder.tif", data, "the name of the folder folder.png")
    # pathlib writes what is not UTF-8 as os.fsdecode does.
    add(os.fsdecode(b"bytes \xff.png"), data, "its path is not UTF-8")


def _no_files(folder: Path, expected: dict[str, int | str]) -> None:
    os.mkfifo(folder / "pipe.png")
    expected["pipe.png"] = "it is no regular file"
    (folder / "loop.png").symlink_to("loop.png")
    expected["loop.png"] = "it cannot be read (Too many levels of symbolic links)"
    (folder / "dangling.png").symlink_to("nowhere")
    expected["dangling.png"] = "the link leads nowhere"
    (folder / "loop").symlink_to(".")
    (folder / "the same again.png").symlink_to("grey.png")  # each file once
    (folder / "empty folder.png").mkdir()
    (folder / ".hidden.png").write_bytes(_READABLE)
    (folder / "sealed.png").write_bytes(_READABLE)
    (folder / "sealed.png").chmod(0)
    as_root = os.geteuid() == 0
    expected["sealed.png"] = "OpenCV cannot decode it" if as_root else "(Permission denied)"


def _png_header(width: int, height: int) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        check = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(99))) + chunk(b"IEND", b"")
    )
