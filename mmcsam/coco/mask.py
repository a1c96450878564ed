"""The masks of COCO entries."""

from collections.abc import Sequence

import numpy as np
from pycocotools import mask as mask_api

from mmcsam.structures.rle_runs import object_runs

from .json_values import is_number, whole_number
from .polygons import as_polygons, far_reach


def compressed_rle(segmentation: object, width: int, height: int) -> dict:
    """Return any COCO segmentation as compressed RLE with ``counts`` as str.

    Compressed counts are not looked into, see :func:`damaged_rles`.

    Args:
        segmentation: Compressed or uncompressed RLE, or polygons as :func:`as_polygons` reads them.
        width: Of the image, in pixels.
        height: Of the image, in pixels.

    Raises:
        ValueError: If it is none of them, or of another size.
    """
    if (
        isinstance(segmentation, dict)  # first what nearly all are
        and segmentation.get("size") == [height, width]
        and isinstance(segmentation.get("counts"), str)
        and type(segmentation["size"][0]) is int is type(segmentation["size"][1])
    ):
        return segmentation
    if isinstance(segmentation, list) and segmentation:
        polygons, _ = as_polygons(segmentation)
        return polygon_rle(polygons, width, height)
    if isinstance(segmentation, dict) and {"size", "counts"} <= segmentation.keys():
        _check_size(segmentation["size"], width, height)
        counts = segmentation["counts"]
        if not isinstance(counts, str | bytes | list):
            raise ValueError(f"the RLE's counts are text or whole numbers, not {counts!r:.60}")
        rle = {"size": [height, width], "counts": counts}
        if isinstance(counts, list):
            _raise_if(counts_fault(counts, width, height))
            rle = mask_api.frPyObjects({**rle, "counts": list(map(int, counts))}, height, width)
    else:
        raise ValueError(f"a mask is an RLE or a list of polygons, not {segmentation!r:.60}")
    counts = rle["counts"]
    return {**rle, "counts": counts.decode("ascii")} if isinstance(counts, bytes) else rle


def polygon_rle(polygons: list[np.ndarray], width: int, height: int) -> dict:
    """Return polygons as one compressed RLE with ``counts`` as str.

    Args:
        polygons: Of three points or more, as :func:`as_polygons` reads them.
        width: Of the image, in pixels.
        height: Likewise.

    Raises:
        ValueError: If there is none, or COCO cannot draw it.
    """
    if not polygons:
        raise ValueError("a polygon needs three points, six numbers, or more")
    _raise_if(far_reach(polygons, width, height))
    rle = mask_api.merge(mask_api.frPyObjects(polygons, height, width))
    return {**rle, "counts": rle["counts"].decode("ascii")}


def damaged_rles(rles: Sequence[dict]) -> dict[int, str]:
    """Return which compressed RLEs of one size are damaged, and how.

    pycocotools does not look: from counts of too few pixels it shows memory that nobody has
    written, and may never come back.

    Args:
        rles: ``size`` (height, width) and ``counts`` (str or bytes, compressed).
    """
    try:
        object_runs(rles)  # all at once, in a fraction of the time
    except ValueError:
        return {place: fault for place, rle in enumerate(rles) if (fault := _damage(rle))}
    return {}


def counts_fault(counts: list, width: int, height: int) -> str | None:
    """Say why uncompressed counts are no mask of an image of that size, or return None."""
    if not all(is_number(n) and n >= 0 and n == int(n) for n in counts):
        return "the RLE's counts are no whole numbers"
    if sum(counts) != width * height:
        return f"the RLE's counts make {sum(counts)} pixels of {width * height}"
    return None


def _damage(rle: dict) -> str | None:
    try:
        object_runs([rle])
    except ValueError as error:
        return str(error)
    return None


def _check_size(size: object, width: int, height: int) -> None:
    sides = list(map(whole_number, size)) if isinstance(size, list | tuple) else None
    if sides == [height, width]:
        return
    text = f"the mask has {size!r:.60} rows and columns, its image {[height, width]}"
    if sides == [width, height]:
        text += (
            ": width and height are swapped, and nobody can tell whether its counts are too; write "
            "size as [height, width] and counts down the columns"
        )
    raise ValueError(text)


def _raise_if(fault: str | None) -> None:
    if fault is not None:
        raise ValueError(fault)
