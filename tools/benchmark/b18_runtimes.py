"""B18: the model that comes with mmcsam in other runtimes, against itself in PyTorch."""

import tempfile
from collections.abc import Iterator
from functools import partial

import numpy as np
from harness import Row, median_ms

from mmcsam.deployment import export_model
from mmcsam.inference import Cell, Cells, Segmenter
from mmcsam.inference.model.catalogue import find_model
from mmcsam.structures.placed_crops import shared_pixels
from mmcsam.synthesis.marrow.smear import draw_numbered_smear

IMAGES, SIZE, SEED = 6, (512, 384), 9_000  # smears that no training has seen
THREADS = (1, 2)


def run(repeats: int) -> Iterator[Row]:
    """Measure, and yield the rows."""
    images = [
        np.ascontiguousarray(draw_numbered_smear(SEED, number, SIZE, 1.0).image[..., ::-1])
        for number in range(IMAGES)
    ]
    model = find_model()
    with tempfile.TemporaryDirectory() as folder:
        files = [export_model(model, to, folder) for to in ("onnx", "openvino")]
        peer = Segmenter(model, device="cpu", backend="pytorch")
        for file in files:
            ours = Segmenter(file)
            equality = compare(*([finder(image) for image in images] for finder in (peer, ours)))
            for threads in THREADS:
                for finder in (peer, ours):
                    finder.backend.set_threads(threads)
                times = median_ms(
                    {"peer": partial(find, peer, images), "ours": partial(find, ours, images)},
                    repeats,
                )
                each = {name: value / IMAGES for name, value in times.items()}
                what = f"drawn smear 512x384, {ours.backend.name}, {threads} threads, ms an image"
                yield Row("B18", what, **each, target=1.5, equality=equality)


def find(finder: Segmenter, images: list[np.ndarray]) -> None:
    """Find the cells of all images."""
    for image in images:
        finder(image)


def compare(expected: list[Cells], found: list[Cells]) -> str:
    """Say how alike masks are."""
    pairs = [pair for both in zip(expected, found, strict=True) for pair in zip(*both, strict=True)]
    return f"{len(pairs)} cells, lowest IoU {min(iou(*pair) for pair in pairs):.4f}"


def iou(first: Cell, second: Cell) -> float:
    """Return the IoU of two cells' masks."""
    crops = [(cell.mask.crop > 0, cell.mask.left, cell.mask.top) for cell in (first, second)]
    shared = shared_pixels(*crops)
    return shared / (sum(int(crop.sum()) for crop, _, _ in crops) - shared)
