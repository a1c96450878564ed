"""A drawn data set and predictions for it, as COCO files, for the benchmarks of the evaluation."""

import json
from pathlib import Path

import cv2
import numpy as np
from detections import CELL, HEIGHT, WIDTH

from mmcsam.structures.rle import encode_crop


def write_instances(folder: Path, images: int, cells: int, predictions: int) -> tuple[Path, Path]:
    """Write drawn cells and predictions of every quality.

    Half of the predictions lie about where a cell is, the rest anywhere.

    Args:
        folder: Takes the two files.
        images: How many images of 2560x1920.
        cells: In each image.
        predictions: In each image.

    Returns:
        The annotations and the predictions.
    """
    rng = np.random.default_rng(0)
    outlines = [_outline(rng) for _ in range(64)]
    annotations, results = [], []
    for image in range(1, images + 1):
        boxes = _boxes(rng, cells)
        for box in boxes:
            rle = _encode(outlines[rng.integers(len(outlines))], box)
            entry = {"id": len(annotations) + 1, "image_id": image, "category_id": 1, "iscrowd": 0}
            entry |= {"segmentation": rle, "area": float(box[2] * box[3]), "bbox": box.tolist()}
            annotations.append(entry)
        near = boxes[rng.integers(cells, size=predictions // 2)]
        blur = rng.uniform(0, 0.3, (len(near), 1)) * rng.normal(size=near.shape)
        near = near + (blur * np.tile(near[:, 2:], 2)).astype(int)
        for box in (*near, *_boxes(rng, predictions - len(near))):
            rle = _encode(outlines[rng.integers(len(outlines))], box)
            entry = {"image_id": image, "category_id": 1, "score": round(rng.random(), 4)}
            results.append({**entry, "segmentation": rle})
    listed = [
        {"id": i, "file_name": f"{i}.bmp", "width": WIDTH, "height": HEIGHT}
        for i in range(1, images + 1)
    ]
    truth = {"images": listed, "annotations": annotations}
    truth["categories"] = [{"id": 1, "name": "cell"}]
    paths = folder / "truth.json", folder / "predictions.json"
    for path, content in zip(paths, (truth, results), strict=True):
        path.write_text(json.dumps(content))
    return paths


def _outline(rng: np.random.Generator) -> np.ndarray:
    """Return the corners of a wavy disc that fills the unit square, (90, 2)."""
    angle = np.linspace(0, 2 * np.pi, 90, endpoint=False)
    waves = sum(rng.normal() * np.cos(k * angle + rng.uniform(0, 6)) / k**2 for k in range(2, 7))
    corners = (1 + 0.1 * waves)[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    low, high = corners.min(axis=0), corners.max(axis=0)
    return (corners - low) / (high - low)


def _boxes(rng: np.random.Generator, count: int) -> np.ndarray:
    """Return boxes of cells inside the image: left, top, width, height, (count, 4) int64."""
    sides = rng.integers(*CELL, size=(count, 2))
    corner = rng.random((count, 2)) * ([WIDTH, HEIGHT] - sides)
    return np.column_stack([corner.astype(np.int64), sides])


def _encode(outline: np.ndarray, box: np.ndarray) -> dict:
    left, top, width, height = map(int, box)
    width, height = max(width, 20), max(height, 20)
    left, top = min(max(left, 0), WIDTH - width), min(max(top, 0), HEIGHT - height)
    crop = np.zeros((height, width), np.uint8)
    corners = np.rint(outline * [width - 1, height - 1]).astype(np.int32)
    cv2.fillPoly(crop, [corners], 1)
    return encode_crop(crop, left, top, (WIDTH, HEIGHT))
