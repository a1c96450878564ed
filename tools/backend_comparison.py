"""The same images by several backends."""

import json
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from mmcsam.evaluation.evaluation import MEAN
from mmcsam.inference import Cell, Cells, Segmenter
from mmcsam.jobs import write_json
from mmcsam.jobs.progress import progress
from mmcsam.report.evaluate_files import evaluate_files
from mmcsam.structures.placed_crops import shared_pixels

SHOWN = 0.5  # score from which cells are compared, as a user sees them
_LOWEST = 0.05  # for the AP


def compare_backends(
    packed: Path,
    exported: Sequence[Path],
    ann_file: Path,
    folder: Path,
    classes: Mapping[str, str],
    threads: int,
    limit: int | None,
) -> list[dict]:
    """Return a row for PyTorch and for each exported file."""
    coco = json.loads(ann_file.read_text())
    images = coco["images"][:limit]
    files = {"pytorch": packed} | {f"{file.parent.name}/{file.name}": file for file in exported}
    results: dict[str, list[Cells]] = {name: [] for name in files}
    seconds = dict.fromkeys(files, 0.0)
    finders = {}
    for name, file in files.items():
        backend = "pytorch" if file == packed else None
        pair = [
            Segmenter(file, device="cpu", score_threshold=score, backend=backend)
            for score in (_LOWEST, SHOWN)
        ]
        for segmenter in pair:
            segmenter.backend.set_threads(threads)
        finders[name] = pair
    for image in progress(images, "comparing", len(images)):
        path = folder / image["file_name"]
        for name, (all_cells, shown_cells) in finders.items():
            results[name].append(all_cells(path))
            if not seconds[name]:
                shown_cells(path)  # the first one opens files and lays out memory
            begin = time.perf_counter()
            shown_cells(path)
            seconds[name] += time.perf_counter() - begin
    truth = {**coco, "images": images}
    kept = {image["id"] for image in images}
    truth["annotations"] = [one for one in coco["annotations"] if one["image_id"] in kept]
    return [
        {
            "backend": name,
            "MB": _size(files[name]) / 1e6,
            **_difference(results["pytorch"], found),
            **_accuracy(truth, images, found, classes),
            "s an image": seconds[name] / len(images),
            "times as fast": seconds["pytorch"] / seconds[name],
        }
        for name, found in results.items()
    ]


def _size(file: Path) -> int:
    weights = file.with_suffix(".bin")
    return file.stat().st_size + (weights.stat().st_size if weights.is_file() else 0)


def _difference(expected: Sequence[Cells], found: Sequence[Cells]) -> dict:
    """Say how cells of two backends differ: those shown by either, among all of the other."""
    alone, overlap, score = 0, 1.0, 0.0
    shown = 0
    for mine, others in zip(expected, found, strict=True):
        shown += len(mine.above(SHOWN))
        for one, all_of_other in [
            *((cell, others) for cell in mine.above(SHOWN)),
            *((cell, mine) for cell in others.above(SHOWN)),
        ]:
            same = [cell for cell in all_of_other if cell.label == one.label]
            twin = max(same, key=lambda cell: _iou(one, cell), default=None)
            if twin is None or _iou(one, twin) < 0.5:
                alone += 1
                continue
            overlap = min(overlap, _iou(one, twin))
            score = max(score, abs(one.score - twin.score))
    return {
        "cells": shown,
        "in one alone": alone,
        "lowest IoU": round(overlap, 5),
        "largest difference of scores": round(score, 7),
    }


def _iou(first: Cell, second: Cell) -> float:
    a, b = first.mask, second.mask
    shared = shared_pixels((a.crop > 0, a.left, a.top), (b.crop > 0, b.left, b.top))
    return shared / (int((a.crop > 0).sum()) + int((b.crop > 0).sum()) - shared)


def _accuracy(
    truth: dict, images: Sequence[dict], found: Sequence[Cells], classes: Mapping[str, str]
) -> dict:
    numbers = {category["name"]: category["id"] for category in truth["categories"]}
    category = {other: numbers[name] for name, other in classes.items()}
    entries = [
        {
            "image_id": image["id"],
            "category_id": category[cells.classes[cell.label]],
            "segmentation": cell.mask.rle,
            "score": cell.score,
        }
        for image, cells in zip(images, found, strict=True)
        for cell in cells
        if cells.classes[cell.label] in category
    ]
    with tempfile.TemporaryDirectory() as folder:
        truth_file, result_file = Path(folder) / "truth.json", Path(folder) / "found.json"
        write_json(truth_file, truth)
        write_json(result_file, entries)
        (evaluated,) = evaluate_files(truth_file, [("a", result_file)], resamples=1).models
    figures = evaluated.figures[MEAN]
    return {"mask AP": figures["AP"].value, "AP50": figures["AP50"].value}
