"""TIFF files of many kinds, whole or changed in a tag."""

import io
import struct
from random import Random

import numpy as np
import tifffile
from PIL import Image

from .byte_mutation import mutate_bytes
from .drawing import draw_labels, draw_picture

_TYPES = (1, 2, 3, 4, 5, 6, 8, 9, 11, 12, 13, 16, 18)
_VALUES = (0, 1, 2, 3, 5, 7, 8, 16, 32, 64, 255, 256, 1000, 65535, 65536, 2**31, 2**32 - 1)


def draw_tiff(rng: Random, labels: bool) -> tuple[bytes, np.ndarray]:
    """Return a whole TIFF file and its pixels."""
    if labels or rng.random() < 0.3:
        pixels = draw_labels(rng)
        pixels = pixels.view(np.uint8) if pixels.dtype == bool else pixels
    else:
        dtype = rng.choice(("uint8", "uint16", "float32"))
        pixels = draw_picture(rng, rng.choice((1, 3, 3, 4)), dtype)
    file = io.BytesIO()
    if pixels.dtype == np.uint8 and rng.random() < 0.3:
        mode = {2: None, 3: {3: "RGB", 4: "RGBA"}.get(pixels.shape[-1])}[pixels.ndim]
        kind = rng.choice(("raw", "tiff_lzw", "packbits", "tiff_deflate"))
        Image.fromarray(pixels, mode).save(file, "TIFF", compression=kind)
        return file.getvalue(), pixels
    options: dict = {"photometric": "rgb" if pixels.ndim == 3 else "minisblack"}
    if rng.random() < 0.4:
        options["compression"] = "zlib"
    if rng.random() < 0.3:
        options["tile"] = (16, 16)
    elif rng.random() < 0.4:
        options["rowsperstrip"] = rng.randint(1, 16)
    if rng.random() < 0.3:
        options["metadata"] = None
    if pixels.ndim == 3 and rng.random() < 0.2:
        options["planarconfig"] = "separate"
        pixels = np.moveaxis(pixels, -1, 0)
    order = rng.choice("<>")
    tifffile.imwrite(file, pixels, bigtiff=rng.random() < 0.2, byteorder=order, **options)
    planar = options.get("planarconfig") == "separate"
    return file.getvalue(), np.moveaxis(pixels, 0, -1) if planar else pixels


def mutate_tiff(rng: Random, data: bytes) -> bytes:
    """Change a tag of a TIFF file, or any bytes."""
    if rng.random() < 0.35:
        return mutate_bytes(rng, data)
    changed = bytearray(data)
    order = "<" if data[:2] == b"II" else ">"
    large = data[2:4] in (b"+\0", b"\0+")
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        _change_tag(rng, changed, order, large)
    return bytes(changed)


def _change_tag(rng: Random, data: bytearray, order: str, large: bool) -> None:
    where, size, count_kind, head = (8, 20, "Q", 8) if large else (4, 12, "H", 2)
    kind = "Q" if large else "I"
    try:
        (start,) = struct.unpack_from(order + kind, data, where)
        (count,) = struct.unpack_from(order + count_kind, data, start)
        number = rng.randrange(count + 1)
        at = start + head + size * number
        if number == count:  # the next page
            target = rng.choice((0, start, 8, 2**31, len(data), len(data) - 4))
            struct.pack_into(order + kind, data, at, target)
            return
        place = rng.randrange(4)
        value = rng.choice((*_VALUES, len(data), start))
        if place == 0:
            struct.pack_into(
                order + "H",
                data,
                at,
                rng.choice(
                    (
                        256,
                        257,
                        258,
                        259,
                        262,
                        273,
                        277,
                        278,
                        279,
                        284,
                        317,
                        322,
                        338,
                        339,
                        value % 2**16,
                    )
                ),
            )
        elif place == 1:
            struct.pack_into(order + "H", data, at + 2, rng.choice(_TYPES))
        elif place == 2:
            struct.pack_into(order + kind, data, at + 4, value)
        else:
            struct.pack_into(order + kind, data, at + (12 if large else 8), value)
    except struct.error:
        if data:
            data[rng.randrange(len(data))] ^= 255
