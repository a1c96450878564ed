"""The masks of COCO entries."""

import sys
from typing import TypeGuard

from pycocotools import mask as mask_api

_FARTHEST = 100  # image sides; COCO walks along every edge of a polygon


def is_number(value: object) -> TypeGuard[float]:
    """Return whether a JSON value is a finite number; whole ones may have any length in JSON."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) <= sys.float_info.max


def compressed_rle(segmentation: object, width: int, height: int) -> dict:
    """Return any COCO segmentation as compressed RLE with ``counts`` as str.

    Compressed counts are not looked into.

    Args:
        segmentation: Compressed or uncompressed RLE, or a list of polygons.
        width: Of the image, in pixels.
        height: Of the image, in pixels.

    Raises:
        ValueError: If it is none of them, or of another size.
    """
    if (
        isinstance(segmentation, dict)  # first what nearly all are
        and segmentation.get("size") == [height, width]
        and isinstance(segmentation.get("counts"), str)
    ):
        return segmentation
    if isinstance(segmentation, list) and segmentation:
        if any(not isinstance(part, list) or len(part) < 6 for part in segmentation):
            raise ValueError("a polygon needs three points, six numbers, or more")
        _raise_if(polygon_fault(segmentation, width, height))
        rle = mask_api.merge(mask_api.frPyObjects(segmentation, height, width))
    elif isinstance(segmentation, dict) and {"size", "counts"} <= segmentation.keys():
        size, counts = segmentation["size"], segmentation["counts"]
        if not isinstance(size, list | tuple) or list(size) != [height, width]:
            raise ValueError(f"the mask has {size} rows and columns, its image {[height, width]}")
        if not isinstance(counts, str | bytes | list):
            raise ValueError(f"the RLE's counts are text or whole numbers, not {counts!r:.60}")
        rle = segmentation
        if isinstance(counts, list):
            _raise_if(counts_fault(counts, width, height))
            rle = mask_api.frPyObjects(rle, height, width)
    else:
        raise ValueError(f"a mask is an RLE or a list of polygons, not {segmentation!r:.60}")
    counts = rle["counts"]
    return {**rle, "counts": counts.decode("ascii")} if isinstance(counts, bytes) else rle


def polygon_fault(polygons: list, width: int, height: int) -> str | None:
    """Say why COCO cannot draw polygons in an image of that size, or return None.

    With a coordinate that is no finite number, or far away, it takes all memory there is.
    """
    for polygon in polygons:
        if not isinstance(polygon, list) or not all(map(is_number, polygon)):
            return "a polygon is no list of numbers; expected [[x, y, x, y, ...], ...]"
        if polygon and max(map(abs, polygon)) > _FARTHEST * max(width, height):
            return f"a polygon reaches to {max(polygon, key=abs):g}"
    return None


def counts_fault(counts: list, width: int, height: int) -> str | None:
    """Say why uncompressed counts are no mask of an image of that size, or return None."""
    if not all(is_number(n) and n >= 0 and n == int(n) for n in counts):
        return "the RLE's counts are no whole numbers"
    if sum(counts) != width * height:
        return f"the RLE's counts make {sum(counts)} pixels of {width * height}"
    return None


def _raise_if(fault: str | None) -> None:
    if fault is not None:
        raise ValueError(fault)
