"""Convert SegPC-2021 to COCO instance segmentation."""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import cv2
from tqdm import tqdm

from .coco_writer import coco_dict, write_json
from .image_converter import ConvertedImage, convert_image
from .report import ConversionReport, SplitCounts
from .segpc_tree import SPLITS, SegPCImage, find_segpc

CATEGORIES = ("cell",)
DESCRIPTION = (
    "SegPC-2021 plasma cells, one exact mask a cell (cytoplasm and nucleus). "
    "Gupta et al., SegPC-2021: A challenge & dataset on segmentation of multiple myeloma "
    "plasma cells from microscopic images. The original images and masks may be used and shared "
    "for non-commercial purposes, with attribution, under the same licence."
)
LICENSE_NAME = "CC BY-NC-SA 4.0"
LICENSE_URL = "https://creativecommons.org/licenses/by-nc-sa/4.0/"


def convert_segpc(src: str | Path, out: str | Path, workers: int | None = None) -> ConversionReport:
    """Write ``out/instances_<split>.json`` for each split found in ``src``.

    Masks are exact: a cell is every pixel of its mask file above 0, as compressed RLE with holes
    and separate parts. ``file_name`` is relative to ``src``, so ``data_root=src`` with an empty
    image prefix finds the images. Images without masks are kept.

    Args:
        src: ``TCIA_SegPC_dataset`` or a folder above it.
        out: Folder of the JSON files; made if missing. Older files are replaced.
        workers: Processes; None for one a processor core.

    Returns:
        ConversionReport: Counts, and every file that was skipped with the reason.

    Raises:
        FileNotFoundError: If ``src`` does not exist or holds no images.
        NotADirectoryError: If ``src`` is not a folder.
        ValueError: If ``workers`` is below 1.
    """
    workers = (os.cpu_count() or 1) if workers is None else workers
    if workers < 1:
        raise ValueError(f"workers must be 1 or more, got {workers}")
    tree, out = find_segpc(src), Path(out)
    report = ConversionReport(problems=list(tree.problems))
    images = [image for split in SPLITS for image in tree.splits.get(split, ())]
    converted = list(
        tqdm(_convert_all(images, tree.src, workers), "converting", len(images), unit="image")
    )
    for split in SPLITS:
        path = out / f"instances_{split}.json"
        if split in tree.splits:
            count = len(tree.splits[split])
            write_json(path, _assemble(split, converted[:count], report))
            converted = converted[count:]
            report.files[split] = path
        else:
            stale = f"; {path} is from an earlier run" if path.exists() else ""
            report.notes.append(f"{tree.src} has no {split} split: not written{stale}")
    return report


def _convert_all(images: list[SegPCImage], src: Path, workers: int) -> Iterator[ConvertedImage]:
    """Yield the converted images in order."""
    convert = partial(convert_image, src=src)
    if workers == 1:
        yield from map(convert, images)
        return
    # OpenCV's threads would compete with the processes. They end before the fork: a child that ends
    # the ones it inherits waits forever for threads that it does not have.
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    # Ctrl-C reaches every process; the parent alone handles it.
    pool = ProcessPoolExecutor(
        workers, initializer=signal.signal, initargs=(signal.SIGINT, signal.SIG_IGN)
    )
    try:
        yield from pool.map(convert, images, chunksize=4)
    finally:
        pool.shutdown(cancel_futures=True)
        cv2.setNumThreads(threads)


def _assemble(split: str, results: list[ConvertedImage], report: ConversionReport) -> dict:
    """Give ids to one split's entries and count them."""
    counts = report.counts[split] = SplitCounts()
    images, annotations = [], []
    for result in results:
        report.problems += result.problems
        if result.entry is None:
            continue
        images.append({"id": len(images) + 1, **result.entry})
        for annotation in result.annotations:
            numbered = {"id": len(annotations) + 1, "image_id": len(images), **annotation}
            annotations.append(numbered)
        counts.images_without_cells += not result.annotations
        counts.multi_part_cells += result.multi_part
        counts.border_cells += result.border
        counts.near_duplicate_pairs += len(result.duplicates)
        report.notes += [
            f"{result.entry['file_name']}: instances {a} and {b} are near duplicates; both kept"
            for a, b in result.duplicates
        ]
    counts.images, counts.cells = len(images), len(annotations)
    return coco_dict(images, annotations, CATEGORIES, DESCRIPTION, LICENSE_NAME, LICENSE_URL)
