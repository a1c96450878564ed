"""Change the bytes of a file as bad copies, other programs and bad people do."""

import re
import struct
from collections.abc import Callable
from random import Random

_SPECIAL = (0, 1, 2, 127, 128, 255, 256, 2**15 - 1, 2**15, 2**16 - 1, 2**16)
_SPECIAL += (2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**53, 2**63 - 1, 2**63, 2**64 - 1)
_WIDTHS = {"B": 1, "H": 2, "I": 4, "Q": 8}
_FROM_HEADER = 0.6  # of all places lie in the first bytes, where what matters is
_HEADER = 160


def mutate_bytes(rng: Random, data: bytes, times: int | None = None) -> bytes:
    """Return data with one change or a few."""
    for _ in range(times or 1 + min(7, int(rng.expovariate(0.7)))):
        data = rng.choice(_CHANGES)(rng, data)
    return data


def _place(rng: Random, data: bytes) -> int:
    if not data:
        return 0
    end = min(len(data), _HEADER) if rng.random() < _FROM_HEADER else len(data)
    return rng.randrange(end)


def _flip(rng: Random, data: bytes) -> bytes:
    changed = bytearray(data)
    if changed:
        changed[_place(rng, data)] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _set_byte(rng: Random, data: bytes) -> bytes:
    at = _place(rng, data)
    return (
        data[:at]
        + bytes([rng.choice((0, 1, 0x7F, 0x80, 0xFF, rng.randrange(256)))])
        + data[at + 1 :]
    )


def _set_number(rng: Random, data: bytes) -> bytes:
    kind, at = rng.choice(list(_WIDTHS)), _place(rng, data)
    value = rng.choice((*_SPECIAL, len(data), len(data) - 1, len(data) + 1, rng.randrange(2**16)))
    width = _WIDTHS[kind]
    number = struct.pack(rng.choice("<>") + kind, max(0, value) % 2 ** (8 * width))
    return data[:at] + number + data[at + width :]


def _delete(rng: Random, data: bytes) -> bytes:
    at = _place(rng, data)
    return data[:at] + data[at + rng.choice((1, 2, 4, 16, 100)) :]


def _insert(rng: Random, data: bytes) -> bytes:
    at = _place(rng, data)
    return data[:at] + rng.randbytes(rng.choice((1, 2, 4, 16, 300))) + data[at:]


def _repeat(rng: Random, data: bytes) -> bytes:
    at = _place(rng, data)
    part = data[at : at + rng.choice((1, 4, 12, 64))]
    return data[:at] + part * rng.choice((2, 3, 20)) + data[at + len(part) :]


def _truncate(rng: Random, data: bytes) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def _append(rng: Random, data: bytes) -> bytes:
    return data + rng.choice((b"\0" * 16, rng.randbytes(64), data))


def _blank(rng: Random, data: bytes) -> bytes:
    at, length = _place(rng, data), rng.choice((2, 8, 64, 512))
    return data[:at] + bytes(min(length, len(data) - at)) + data[at + length :]


def _swap(rng: Random, data: bytes) -> bytes:
    first, second = sorted((_place(rng, data), _place(rng, data)))
    length = min(rng.choice((1, 4, 12)), second - first)
    a, b = data[first : first + length], data[second : second + length]
    return data[:first] + b + data[first + length : second] + a + data[second + length :]


def _digits(rng: Random, data: bytes) -> bytes:
    """Change a number that is written as text, as in the headers of NumPy files."""
    found = list(re.finditer(rb"\d+", data[:4096]))
    if not found:
        return _flip(rng, data)
    one = rng.choice(found)
    text = rng.choice((b"0", b"-1", b"1", b"65536", b"4294967296", b"9" * 30, b"1e9", b"nan", b""))
    return data[: one.start()] + text + data[one.end() :]


_CHANGES: tuple[Callable[[Random, bytes], bytes], ...] = (
    _flip,
    _flip,
    _set_byte,
    _set_number,
    _set_number,
    _delete,
    _insert,
    _repeat,
    _truncate,
    _append,
    _blank,
    _swap,
    _digits,
)
