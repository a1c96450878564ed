"""The masks of an image that MMDetection trains on."""

from collections.abc import Iterable

from .mask_check import check_mask
from .mmdet_rules import dropped_as, ignored_as


def trained_masks(image: dict, annotations: Iterable[dict], class_ids: frozenset) -> list[dict]:
    """Return the masks that MMDetection trains on, as compressed RLE.

    Args:
        image: COCO entry.
        annotations: Of it.
        class_ids: Ids of the classes to train on.
    """
    width, height = image["width"], image["height"]
    masks = []
    for annotation in annotations:
        if dropped_as(annotation, width, height, class_ids) or ignored_as(annotation):
            continue
        mask, _ = check_mask(annotation, width, height)
        if mask is not None:
            masks.append(mask)
    return masks
