"""Find images that show the same picture under two names."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import cv2
import numpy as np

from .grey_picture import read_grey

_SIDE = 16  # a hash has a bit for each pixel of a picture of this side
# Of the 256 bits of SegPC-2021's images up to 14 differ between an image and itself in another size
# or file form, and up to 45 where 2 % of its sides are cut off; between two images 80 or more.
_NEAR = 48
_LEAST = 32  # bits that are not all alike; a picture without structure is like any other
_CLOSE = 12  # grey levels by which copies of a side of 32 differ at the mean, brightness apart


def picture_hash(path: Path) -> np.ndarray | None:
    """Return a hash that a picture keeps when it is scaled, compressed or saved in another form.

    It is a difference hash: whether each pixel of a small copy is darker than the one to its right.

    Args:
        path: The image.

    Returns:
        np.ndarray: (256 + 1024,) uint8, the bits and a grey copy of 32x32 whose mean is 128; None
        for what cannot be read, which the check reports elsewhere, and for pictures without
        structure.
    """
    pixels = read_grey(path)
    if pixels is None:
        return None
    small = cv2.resize(pixels, (_SIDE + 1, _SIDE), interpolation=cv2.INTER_AREA).astype(np.int16)
    bits = (small[:, 1:] > small[:, :-1]).astype(np.uint8).ravel()
    if not _LEAST <= bits.sum() <= bits.size - _LEAST:
        return None
    grey = cv2.resize(pixels, (32, 32), interpolation=cv2.INTER_AREA)
    # Apart from brightness: a picture is the same when it was made brighter.
    level = np.rint(grey.astype(np.int16) - grey.mean() + 128).clip(0, 255).astype(np.uint8)
    return np.concatenate([bits, level.ravel()])


def same_pictures(
    hashes: Sequence[np.ndarray | None], others: Iterable[np.ndarray | None] = ()
) -> list[tuple[int, int]]:
    """Return which pictures are the same.

    Args:
        hashes: As :func:`picture_hash` gives them.
        others: Those of another set, to compare with; each picture of ``hashes`` with each later
            one of it if there are none.

    Returns:
        list: Places of both, in order.
    """
    there = list(others)
    pairs = []
    for place, one in enumerate(hashes):
        rest = there or hashes[place + 1 :]
        known = [i for i, other in enumerate(rest) if other is not None]
        if one is None or not known:
            continue
        stack = np.stack([rest[i] for i in known])  # type: ignore[misc]
        bits = _SIDE * _SIDE
        apart = (stack[:, :bits] != one[:bits]).sum(axis=1)
        levels = np.abs(stack[:, bits:].astype(np.int16) - one[bits:]).mean(axis=1)
        near = np.flatnonzero((apart <= _NEAR) & (levels <= _CLOSE))
        pairs += [(place, known[i] + (0 if there else place + 1)) for i in near]
    return pairs
