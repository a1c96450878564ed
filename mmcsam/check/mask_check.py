"""Check the mask of one annotation."""

import numpy as np

from mmcsam.coco.mask import compressed_rle, counts_fault
from mmcsam.coco.polygons import polygon_fault
from mmcsam.structures.rle import decode_crop

from .finding import FindingKind
from .mmdet_rules import usable_polygons

Kind = FindingKind

# MMDetection stops at them, or trains on something else.
SPOILING = {Kind.NO_MASK, Kind.DAMAGED_MASK, Kind.MASK_SIZE}

_BOX_TOLERANCE = 1  # pixels; polygons' boxes are no whole numbers
_POLYGON_AREA_TOLERANCE = 0.2  # COCO fills polygons about half a pixel wider than they are


def check_mask(
    annotation: dict, width: int, height: int
) -> tuple[dict | None, list[tuple[FindingKind, str]]]:
    """Decode a mask as MMDetection does and compare it with the annotation's other fields.

    Args:
        annotation: With ``bbox`` and ``area``, that ``ignored_as`` finds no invalid mask in.
        width: Of its image, in pixels.
        height: Likewise.

    Returns:
        tuple: The mask as compressed RLE, None if it has none that can be used; and what is wrong
        with it, with details.
    """
    segmentation = annotation.get("segmentation")
    if not segmentation:
        return None, [(Kind.NO_MASK, "")]
    fault = _fault(segmentation, width, height)
    if fault is not None:
        return None, [fault]
    found = []
    polygons = isinstance(segmentation, list)
    if polygons:
        usable = usable_polygons(segmentation)
        lost = len(segmentation) - len(usable)
        if lost:
            found.append((Kind.LOST_PART, f"{lost} of {len(segmentation)} polygons"))
        segmentation = usable
    rle = compressed_rle(segmentation, width, height)
    try:
        crop, left, top = decode_crop(rle)
    except ValueError as error:
        return None, [*found, (Kind.DAMAGED_MASK, str(error))]
    if crop.size == 0:
        return None, [*found, (Kind.EMPTY_MASK, "")]
    box = _compare_box(annotation["bbox"], (left, top, crop.shape[1], crop.shape[0]))
    if box is not None:
        found.append((Kind.BOX_DISAGREES, box))
    area, pixels = annotation["area"], int(np.count_nonzero(crop))
    if abs(area - pixels) > (_POLYGON_AREA_TOLERANCE * pixels if polygons else 0.5):
        found.append((Kind.AREA_DISAGREES, f"area {area:g}, the mask has {pixels} pixels"))
    return rle, found


def _fault(segmentation: object, width: int, height: int) -> tuple[FindingKind, str] | None:
    """Return why a mask cannot be decoded, or None."""
    if isinstance(segmentation, list):
        fault = polygon_fault(segmentation, width, height)
    elif not isinstance(segmentation, dict):
        fault = f"expected polygons or an RLE, not {segmentation!r:.40}"
    elif segmentation["size"] != [height, width]:
        size = f"rows and columns {segmentation['size']!r:.40}, its image {[height, width]}"
        return Kind.MASK_SIZE, size
    else:
        counts = segmentation["counts"]
        fault = counts_fault(counts, width, height) if isinstance(counts, list) else None
    return None if fault is None else (Kind.DAMAGED_MASK, fault)


def _compare_box(box: list[float], mask_box: tuple[int, int, int, int]) -> str | None:
    """Return how a box disagrees with the mask's, or None. Boxes are left, top, width, height."""
    left, top, width, height = box
    if _near((left, top, left + width, top + height), mask_box):
        return None
    text = f"bbox {[round(value, 1) for value in box]}, the mask's is {list(mask_box)}"
    corners = _near((left, top, width, height), mask_box)
    return text + "; it holds corners instead of width and height" * corners


def _near(corners: tuple[float, float, float, float], mask_box: tuple[int, int, int, int]) -> bool:
    left, top, width, height = mask_box
    difference = np.subtract(corners, (left, top, left + width, top + height))
    return bool(np.abs(difference).max() <= _BOX_TOLERANCE)
