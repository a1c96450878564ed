"""Small slides of several vendors, as far as OpenSlide looks at them."""

import io
import struct
from pathlib import Path

import cv2
import numpy as np
import tifffile
from PIL import Image

APERIO = "Aperio Image Library v11.2.1\r\n{} [0,0 {}] (64x64) RAW|AppMag = 20|MPP = {}"
PHILIPS = """<?xml version="1.0" encoding="UTF-8" ?>
<DataObject ObjectType="DPUfsImport">
 <Attribute Name="DICOM_MANUFACTURER">PHILIPS</Attribute>
 <Attribute Name="PIM_DP_SCANNED_IMAGES"><Array><DataObject ObjectType="DPScannedImage">
  <Attribute Name="PIM_DP_IMAGE_TYPE">WSI</Attribute>
  <Attribute Name="DICOM_PIXEL_SPACING">"{0}" "{1}"</Attribute>
  <Attribute Name="PIIM_PIXEL_DATA_REPRESENTATION_SEQUENCE"><Array>
   <DataObject ObjectType="PixelDataRepresentation">
    <Attribute Name="DICOM_PIXEL_SPACING">"{0}" "{1}"</Attribute>
   </DataObject></Array></Attribute>
 </DataObject></Array></Attribute>
</DataObject>"""
SLIDEDAT = """[GENERAL]
SLIDE_VERSION = 01.02
SLIDE_ID = {name}
IMAGENUMBER_X = {columns}
IMAGENUMBER_Y = {rows}
OBJECTIVE_MAGNIFICATION = 20
[HIERARCHICAL]
HIER_COUNT = 1
NONHIER_COUNT = 0
INDEXFILE = Index.dat
HIER_0_NAME = Slide zoom level
HIER_0_COUNT = 1
HIER_0_VAL_0_SECTION = LEVEL_0
[LEVEL_0]
OVERLAP_X = 0
OVERLAP_Y = 0
MICROMETER_PER_PIXEL_X = 0.2325
MICROMETER_PER_PIXEL_Y = 0.2325
IMAGE_FORMAT = PNG
IMAGE_FILL_COLOR_BGR = {background}
DIGITIZER_WIDTH = {width}
DIGITIZER_HEIGHT = {height}
IMAGE_CONCAT_FACTOR = 0
[DATAFILE]
FILE_COUNT = 1
FILE_0 = Data0000.dat
"""


def draw_svs(path: Path, pixels: np.ndarray, mpp: object = 0.499, **options) -> Path:
    """Write an Aperio slide of two levels, and the thumbnail between them."""
    size = f"{pixels.shape[1]}x{pixels.shape[0]}"
    described = {"description": APERIO.format(size, size, mpp), "metadata": None}
    tiled = {"tile": (64, 64), "photometric": "rgb", **described, **options}
    with tifffile.TiffWriter(path) as file:
        file.write(pixels, **tiled)
        file.write(pixels[::4, ::4].copy(), photometric="rgb", **described)
        file.write(pixels[::2, ::2].copy(), **tiled)
    return path


def draw_philips(path: Path, pixels: np.ndarray, spacing=(0.00025, 0.00025)) -> Path:
    """Write a Philips slide; ``spacing`` is that of rows, then columns, in millimetres."""
    tifffile.imwrite(
        path,
        pixels,
        tile=(64, 64),
        photometric="rgb",
        software="Philips DP v1.0",
        description=PHILIPS.format(*spacing),
        metadata=None,
    )
    return path


def draw_mrxs(
    path: Path, parts: dict[tuple[int, int], np.ndarray], grid: tuple[int, int], background=0
) -> Path:
    """Write a MIRAX slide of one level.

    Args:
        path: ``.mrxs``; the folder beside it is made.
        parts: Pictures, of one size, by column and row.
        grid: Columns and rows that the glass has.
        background: Blue, green and red in a number.
    """
    folder = path.with_suffix("")
    folder.mkdir()
    path.write_bytes(b"\xff\xd8\xff\xe0")  # a picture, at which nobody looks
    data, entries = b"", []
    for (column, row), pixels in parts.items():
        png = cv2.imencode(".png", pixels[..., ::-1])[1].tobytes()
        entries += [row * grid[0] + column, len(data), len(png), 0]
        data += png
    height, width = pixels.shape[:2]
    (folder / "Data0000.dat").write_bytes(data)
    (folder / "Slidedat.ini").write_text(
        SLIDEDAT.format(
            name=path.stem,
            columns=grid[0],
            rows=grid[1],
            background=background,
            width=width,
            height=height,
        )
    )
    head = b"01.02" + path.stem.encode()
    level = len(head) + 8  # behind the two roots; then the level's pointer, its list and its page
    numbers = [level, 0, level + 4, 0, level + 12, len(parts), 0, *entries]
    (folder / "Index.dat").write_bytes(head + struct.pack(f"<{len(numbers)}i", *numbers))
    return path


def draw_ndpi(path: Path, pixels: np.ndarray, resolution=20_000) -> np.ndarray:
    """Write a Hamamatsu slide, and return its pixels after the loss by JPEG.

    Args:
        path: The file.
        pixels: (H, W, 3); the height a multiple of 8, the width of 16.
        resolution: Pixels a centimetre.
    """
    data = io.BytesIO()
    options = {"quality": 95, "subsampling": 0, "restart_marker_blocks": pixels.shape[1] // 16}
    Image.fromarray(pixels).save(data, "JPEG", **options)
    size = len(data.getvalue())
    jpeg = data.getvalue() + bytes(size % 2)  # a directory begins at an even place
    entries = {  # of the one directory: type and value
        **{256: ("I", pixels.shape[1]), 257: ("I", pixels.shape[0]), 259: ("H", 7), 262: ("H", 6)},
        **{271: ("s", b"Hamamatsu\0"), 273: ("I", 8), 277: ("H", 3), 278: ("I", pixels.shape[0])},
        **{279: ("I", size), 282: ("2I", (resolution, 1)), 283: ("2I", (resolution, 1))},
        **{296: ("H", 3), 65420: ("I", 1), 65421: ("f", 20.0), 65422: ("i", 0), 65423: ("i", 0)},
        **{65424: ("i", 0)},
    }
    types = {"s": 2, "H": 3, "I": 4, "2I": 5, "i": 9, "f": 11}
    start = 8 + len(jpeg)
    directory, behind = struct.pack("<H", len(entries)), b""
    for tag, (kind, value) in entries.items():
        packed = value if kind == "s" else struct.pack(f"<{kind}", *np.atleast_1d(value).tolist())
        directory += struct.pack("<HHI", tag, types[kind], len(value) if kind == "s" else 1)
        if len(packed) > 4:
            place = start + 2 + 12 * len(entries) + 8 + len(behind)
            behind, packed = behind + packed, struct.pack("<I", place)
        directory += packed.ljust(4, b"\0")
    head = struct.pack("<2sHI", b"II", 42, start)
    path.write_bytes(head + jpeg + directory + bytes(8) + behind)
    return np.asarray(Image.open(data))


def draw_czi(path: Path, parts: list[dict], pixel_size=(0.25, 0.25), **options) -> Path:
    """Write a CZI file.

    Args:
        path: The file.
        parts: Arguments of the writer: ``data`` (H, W), or (H, W, 3) red first, ``location``,
            ``plane`` and ``scene``.
        pixel_size: Micrometres, of columns and rows.
        options: Of the file, such as its compression.
    """
    from pylibCZIrw import czi

    with czi.create_czi(str(path), **options) as file:
        for part in parts:
            data = part["data"]
            blue_first = data[..., ::-1] if data.ndim == 3 else data[..., None]
            file.write(**{**part, "data": np.ascontiguousarray(blue_first)})
        x, y = pixel_size
        file.write_metadata(scale_x=x * 1e-6, scale_y=y * 1e-6)
    return path
