"""Put nucleus, cytoplasm and cell together to SegPC-2021's masks."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
from pycocotools import mask as mask_api

from mmcsam.coco.data import CocoImage, CocoInstance

from .mask import CYTOPLASM, NUCLEUS

# Later ones are painted over earlier ones.
VALUES = {"cell": CYTOPLASM, "cytoplasm": CYTOPLASM, "nucleus": NUCLEUS}


def group_cells(image: CocoImage) -> tuple[dict[int, list[CocoInstance]], int]:
    """Return the parts of each cell by the cell's instance number.

    Annotations keep their ``instance_number``. Where an instance has none, as in predictions, each
    instance of class cell is one, numbered from 1 by falling score, and takes the nuclei that lie
    in it by half or more; its cytoplasm is the rest of it.

    Args:
        image: With instances of classes nucleus, cytoplasm and cell.

    Returns:
        tuple: The parts by instance number, and how many instances belong to no cell.
    """
    groups: dict[int, list[CocoInstance]] = defaultdict(list)
    numbered = [
        (instance.instance_number, instance)
        for instance in image.instances
        if instance.instance_number is not None
    ]
    if len(numbered) == len(image.instances):
        for number, instance in numbered:
            groups[number].append(instance)
        return groups, 0
    cells = [instance for instance in image.instances if instance.category == "cell"]
    cells.sort(key=lambda cell: -(cell.score or 0))
    groups.update({number: [cell] for number, cell in enumerate(cells, start=1)})
    nuclei = [instance for instance in image.instances if instance.category == "nucleus"]
    if not cells or not nuclei:
        return groups, len(nuclei)
    # With iscrowd, IoU is the intersection as a share of the first mask.
    inside = mask_api.iou([n.rle for n in nuclei], [c.rle for c in cells], [1] * len(cells))
    outside = 0
    for nucleus, shares in zip(nuclei, inside, strict=True):
        best = int(np.argmax(shares))
        if shares[best] >= 0.5:
            groups[best + 1].append(nucleus)
        else:
            outside += 1
    return groups, outside


def paint_cells(groups: dict[int, list[CocoInstance]]) -> Iterator[tuple[int, np.ndarray]]:
    """Yield each cell's number and mask.

    Args:
        groups: Parts by instance number, as from ``group_cells``.

    Yields:
        tuple: The number, and (H, W) uint8 of 0 background, 20 cytoplasm and 40 nucleus. A cell
        without a nucleus is 20 all over.
    """
    order = list(VALUES)
    for number, parts in sorted(groups.items()):
        whole = [part for part in parts if part.category == "cell"]
        mask = np.zeros(parts[0].rle["size"], np.uint8)
        for part in sorted(parts, key=lambda part: order.index(part.category)):
            mask[mask_api.decode(part.rle) > 0] = VALUES[part.category]
        if whole and whole[0].score is not None:
            # A predicted nucleus may stick out of its cell, whose outline is the one that counts.
            mask[mask_api.decode(whole[0].rle) == 0] = 0
        yield number, mask
