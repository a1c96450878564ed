"""Check the tags of a TIFF page that say where its pixels are and what they mean."""

import struct

from mmcsam.jobs.problem import UnusableFileError

_SIZES = {1: 1, 3: 2, 4: 4, 16: 8}  # bytes of the types of whole numbers that are not negative
# Of one value: size, compression, photometric interpretation, samples, rows of a strip, order of
# channels, predictor, size of tiles.
_ONE = {256, 257, 259, 262, 277, 278, 284, 317, 322, 323}
_SEVERAL = {258, 273, 279, 324, 325, 338, 339}  # bits, places and bytes, extra samples, their type


def check_tags(data: bytes, order: str, big: bool, size: int, name: str) -> None:
    """Refuse a page with such a tag twice, or with one that cannot be read.

    Libraries leave such a tag out, or take one of the two, and each reads other pixels then.

    Args:
        data: The page's entries, of 12 bytes each, or of 20 in BigTIFF.
        order: Of bytes, as ``struct`` has it.
        big: Whether it is BigTIFF.
        size: Of the file, in bytes.
        name: What to call it in an error.

    Raises:
        UnusableFileError: If a tag is damaged; it is named by its number.
    """
    form = order + ("HHQQ" if big else "HHII")
    inline = 8 if big else 4
    seen = set()
    for code, kind, count, place in struct.iter_unpack(form, data):
        if code not in _ONE and code not in _SEVERAL:
            continue
        if code in seen:
            raise damaged(name, f"tag {code} is there twice")
        seen.add(code)
        if kind not in _SIZES or count < 1 or (code in _ONE and count > 1):
            raise damaged(name, f"tag {code} has {count:,} values of type {kind}")
        length = count * _SIZES[kind]
        if length > inline and place + length > size:
            raise damaged(name, f"tag {code} would lie beyond its end")


def damaged(name: str, found: str) -> UnusableFileError:
    """Return the error for a file whose pages are damaged."""
    return UnusableFileError(
        name, f"its pages are damaged: {found}", "a whole TIFF file", "Copy or save it again"
    )
