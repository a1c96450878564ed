"""PNG files made chunk by chunk, whole or changed in one chunk or in the pixels before packing."""

import struct
import zlib
from random import Random

import numpy as np

from .byte_mutation import mutate_bytes
from .drawing import draw_labels, draw_picture

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_EXTRA = (b"tRNS", b"gAMA", b"sRGB", b"cHRM", b"eXIf", b"PLTE", b"tEXt", b"acTL", b"fcTL", b"fdAT")
_EXTRA += (b"iCCP", b"bKGD", b"pHYs", b"IDAT", b"IEND", b"abCd", b"ABCD")
Chunks = list[tuple[bytes, bytes]]


def draw_png(rng: Random, labels: bool) -> tuple[bytes, np.ndarray | None]:
    """Return a whole PNG file and its pixels, blue last; None for those of a palette."""
    kind = rng.choice((0, 0, 2, 3, 4, 6))
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[kind]
    depth = 16 if kind != 3 and rng.random() < 0.3 else 8
    dtype = "uint16" if depth == 16 else "uint8"
    if channels == 1:
        pixels = draw_labels(rng, dtype) if labels or kind == 3 else draw_picture(rng, 1, dtype)
    else:
        pixels = draw_picture(rng, channels, dtype)
    chunks = _chunks(rng, pixels, kind, depth)
    if kind == 3:
        colours = bytes(3) + rng.randbytes(3 * 255)
        chunks.insert(1, (b"PLTE", colours))
        return join(chunks), None
    return join(chunks), pixels


def mutate_png(rng: Random, data: bytes) -> bytes:
    """Change a PNG file, in half of all cases with right checksums."""
    chunks = split(data)
    kind = rng.randrange(6)
    if kind == 0 or len(chunks) < 3:
        return mutate_bytes(rng, data)
    at = rng.randrange(len(chunks))
    name, content = chunks[at]
    if kind == 1:
        chunks[at] = name, mutate_bytes(rng, content)
    elif kind == 2:
        chunks.insert(
            at + 1, (rng.choice(_EXTRA), rng.randbytes(rng.choice((0, 1, 2, 6, 26, 768))))
        )
    elif kind == 3:
        del chunks[at]
    elif kind == 4:
        chunks.insert(rng.randrange(len(chunks)), chunks[at])
    else:
        place = next((i for i, each in enumerate(chunks) if each[0] == b"IDAT"), 0)
        try:
            raw = zlib.decompress(chunks[place][1])
        except zlib.error:
            raw = b""
        raw = mutate_bytes(rng, raw) if rng.random() < 0.7 else raw * rng.choice((0, 2, 1000))
        chunks[place] = b"IDAT", zlib.compress(raw)
    return join(chunks)


def split(data: bytes) -> Chunks:
    """Return the chunks of a file as far as they are whole."""
    chunks, at = [], 8
    while at + 8 <= len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        chunks.append((data[at + 4 : at + 8], data[at + 8 : at + 8 + length]))
        at += 12 + length
    return chunks


def join(chunks: Chunks) -> bytes:
    """Return a file of these chunks."""
    parts = [SIGNATURE]
    for name, content in chunks:
        check = zlib.crc32(name + content)
        parts.append(struct.pack(">I", len(content)) + name + content + struct.pack(">I", check))
    return b"".join(parts)


def _chunks(rng: Random, pixels: np.ndarray, kind: int, depth: int) -> Chunks:
    height, width = pixels.shape[:2]
    rows = pixels.astype(f">u{depth // 8}").reshape(height, -1)
    raw = b"".join(b"\0" + row.tobytes() for row in rows)
    packed = zlib.compress(raw, rng.choice((0, 1, 9)))
    cut = rng.randrange(len(packed)) if rng.random() < 0.3 else 0
    parts = [part for part in (packed[:cut], packed[cut:]) if part]
    head = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)
    return [(b"IHDR", head), *((b"IDAT", part) for part in parts), (b"IEND", b"")]
