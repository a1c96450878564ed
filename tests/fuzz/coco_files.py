"""COCO files as several tools write them, drawn from a seed."""

from random import Random
from typing import Any

import numpy as np
from pycocotools import mask as mask_api


def draw_coco(rng: Random, images: int = 3, polygons: bool = True) -> dict[str, Any]:
    """Return a COCO file's content with masks as RLE, compressed or not, and as polygons."""
    names = ("a.png", "train/b.png", "c d.png", "train/x/106.bmp")
    coco: dict[str, Any] = {
        "info": {"description": "drawn"},
        "categories": [
            {"id": i + 1, "name": n} for i, n in enumerate(("cell", "trap")[: rng.randint(1, 2)])
        ],
        "images": [],
        "annotations": [],
    }
    for number in range(1, images + 1):
        width, height = rng.randint(4, 40), rng.randint(4, 40)
        coco["images"].append(
            {"id": number, "file_name": names[number - 1], "width": width, "height": height}
        )
        for _ in range(rng.randint(0, 3)):
            coco["annotations"].append(_annotation(rng, coco, number, width, height, polygons))
    return coco


def draw_results(rng: Random, coco: dict[str, Any]) -> list[dict[str, Any]]:
    """Return predictions for a COCO file's images."""
    keep = ("image_id", "category_id", "segmentation", "bbox")
    return [
        {**{key: entry[key] for key in keep}, "score": round(rng.random(), 3)}
        for entry in coco["annotations"]
    ]


def _annotation(
    rng: Random, coco: dict, image_id: int, width: int, height: int, polygons: bool
) -> dict[str, Any]:
    mask = np.zeros((height, width), np.uint8)
    left, top = rng.randrange(width - 2), rng.randrange(height - 2)
    right, bottom = rng.randint(left + 2, width), rng.randint(top + 2, height)
    mask[top:bottom, left:right] = 1
    if rng.random() < 0.3:
        mask[top, left] = 0
    segmentation: Any
    kind = rng.randrange(3 if polygons else 2)
    if kind == 2:
        segmentation = [[left, top, right, top, right, bottom, left, bottom]]
    else:
        segmentation = mask_api.encode(np.asfortranarray(mask))
        segmentation["counts"] = segmentation["counts"].decode()
        if kind == 1:
            flat = mask.T.reshape(-1)
            edges = np.flatnonzero(np.diff(flat)) + 1
            counts = np.diff(np.concatenate([[0], edges, [flat.size]])).tolist()
            segmentation["counts"] = [0, *counts] if flat[0] else counts
    return {
        "id": len(coco["annotations"]) + 1,
        "image_id": image_id,
        "category_id": rng.choice(coco["categories"])["id"],
        "segmentation": segmentation,
        "area": int(mask.sum()),
        "bbox": [left, top, right - left, bottom - top],
        "iscrowd": int(rng.random() < 0.05),
    }
