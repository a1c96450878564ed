"""Which instances MMDetection trains on.

These are the rules of ``mmdet.datasets.CocoDataset.parse_data_info`` and ``LoadAnnotations`` with
``poly2mask=True``, in their order; a test holds them against both.
"""

from collections.abc import Collection

from .finding import FindingKind


def dropped_as(
    annotation: dict, width: float, height: float, category_ids: Collection[object]
) -> FindingKind | None:
    """Return why ``CocoDataset`` drops an annotation, or None.

    Args:
        annotation: With ``bbox`` and ``area``.
        width: Of its image, as the COCO file says.
        height: Likewise.
        category_ids: Ids of the classes to train on.
    """
    if annotation.get("ignore", False):
        return FindingKind.IGNORE_FLAG
    left, top, box_width, box_height = annotation["bbox"]
    inside_width = max(0, min(left + box_width, width) - max(left, 0))
    inside_height = max(0, min(top + box_height, height) - max(top, 0))
    if inside_width * inside_height == 0:
        return FindingKind.BOX_OUTSIDE
    if annotation["area"] <= 0:
        return FindingKind.NO_AREA
    if box_width < 1 or box_height < 1:
        return FindingKind.SMALL_BOX
    if annotation["category_id"] not in category_ids:
        return FindingKind.UNKNOWN_CATEGORY
    return None


def ignored_as(annotation: dict) -> FindingKind | None:
    """Return why an annotation that was not dropped gets the ignore flag, or None."""
    mask = annotation.get("segmentation")
    if isinstance(mask, list) and mask and all(isinstance(part, list) for part in mask):
        usable = bool(usable_polygons(mask))
    elif isinstance(mask, dict) and mask:
        counts, size = mask.get("counts"), mask.get("size")
        usable = size is not None and isinstance(counts, list | str)
    else:
        usable = True  # not for the flag: MMDetection stops at it
    if not usable:
        return FindingKind.IGNORED_MASK
    return FindingKind.CROWD if annotation.get("iscrowd", False) else None


def usable_polygons(polygons: list[list[float]]) -> list[list[float]]:
    """Return the polygons of three points or more, in pairs of numbers."""
    return [polygon for polygon in polygons if len(polygon) % 2 == 0 and len(polygon) >= 6]
