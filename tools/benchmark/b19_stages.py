"""B19: an image of 2040x1536 from file to files, by stage, in the fastest runtime and in PyTorch.

The model is the one that comes with mmcsam. A row's peer is PyTorch; the limit is on the total.
About 100 cells lie in a field three times as wide, which the network sees three times as large, so
that its cells are as wide as those of the training.
"""

import json
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
from breakdown import Stopwatch
from harness import Row

from mmcsam.images.source import open_source
from mmcsam.inference import Segmenter, predict_files
from mmcsam.inference.backends.exported import ExportedBackend
from mmcsam.inference.model.catalogue import find_model
from mmcsam.inference.window import read_window
from mmcsam.inference.workers.crew import Crew
from mmcsam.synthesis.marrow.smear import draw_numbered_smear

SIZE, SEED, THREADS = (2040, 1536), 9_100, 2
TEST_WIDTH = 512  # of the network's input in a test
FIELDS = {10: (1, 0), 100: (3, 20)}  # about so many cells: fields side by side, the first's number
LIMITS = {10: 500.0, 100: 1000.0}  # ms
STAGES = ("read", "prepare", "backbone to proposals", "boxes", "masks", "pasting")
_RESOLUTION = 1e-4  # seconds; differences of two runs are no less


def run(repeats: int) -> Iterator[Row]:
    """Measure, and yield the rows."""
    with tempfile.TemporaryDirectory() as name:
        for count, (wide, first) in FIELDS.items():
            image = Path(name) / f"{count}.png"
            drawn = draw(image, wide, first)
            times, found = {}, {}
            for backend in ("pytorch", "onnx"):
                segmenter = Segmenter(find_model(), backend=backend)
                if wide > 1:
                    scale = SIZE[0] / (wide * TEST_WIDTH)
                    segmenter.cell_width = segmenter.card.cell_width * scale
                segmenter.backend.set_threads(THREADS)
                turns = [measure(segmenter, image, Path(name)) for _ in range(repeats + 1)][1:]
                found[backend] = len(segmenter(image))
                times[backend] = {
                    stage: statistics.median(turn[stage] for turn in turns) for stage in turns[0]
                }
            note = f"{drawn} drawn, {found['pytorch']} and {found['onnx']} found"
            for stage in times["onnx"]:
                limit = LIMITS[count] if stage == "total" else None
                pair = (times["pytorch"][stage], times["onnx"][stage])
                what = f"{count} cells, {THREADS} threads, {stage}, ms"
                yield Row("B19", what, *pair, None, note, limit=limit)


def draw(path: Path, wide: int, first: int) -> int:
    """Write an image of so many fields side by side and below each other; return its cells."""
    size = (SIZE[0] // wide, SIZE[1] // wide)
    smears = [draw_numbered_smear(SEED, first + i, size, 1.0) for i in range(wide**2)]
    rows = [smears[i : i + wide] for i in range(0, wide**2, wide)]
    pixels = np.vstack([np.hstack([smear.image for smear in row]) for row in rows])
    cv2.imwrite(str(path), pixels[..., ::-1])
    return sum(len(smear.masks) for smear in smears)


def measure(segmenter: Segmenter, image: Path, folder: Path) -> dict[str, float]:
    """Return the milliseconds of each stage, and of all from file to COCO and label image."""
    backend = segmenter.backend
    seconds = dict.fromkeys(STAGES, 0.0)
    begin = time.perf_counter()
    with open_source(image) as source:
        source.read()
    seconds["read"] = time.perf_counter() - begin
    by_network = _of_exported if isinstance(backend, ExportedBackend) else _of_pytorch
    seconds |= by_network(segmenter, image)
    out = Path(tempfile.mkdtemp(dir=folder)) / "out"
    begin = time.perf_counter()
    predict_files(segmenter, [image], out, crew=Crew(threads=THREADS))
    total = time.perf_counter() - begin
    return {stage: 1000 * value for stage, value in seconds.items()} | {
        "writing and the rest": 1000 * max(total - sum(seconds.values()), _RESOLUTION),
        "total": 1000 * total,
    }


def _window(segmenter: Segmenter, image: Path) -> tuple[dict, float, float]:
    """Return the network's input, its area for ``detect``, and the seconds to prepare it."""
    with open_source(image) as source:
        scale = segmenter.scale_of(source)
        pixels = read_window(source, scale.whole, None)
    begin = time.perf_counter()
    data = segmenter.prepare(pixels, None if scale.as_in_test else scale.factor)
    return data, scale.area_of(scale.whole), time.perf_counter() - begin


def _of_exported(segmenter: Segmenter, image: Path) -> dict[str, float]:
    """Time the stages by ONNX Runtime's profile; what its nodes leave is the pasting's."""
    import onnxruntime

    backend = segmenter.backend
    data, area, prepare = _window(segmenter, image)
    begin = time.perf_counter()
    backend.detect(data, area)
    whole = time.perf_counter() - begin
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.enable_profiling = True
    with tempfile.TemporaryDirectory() as folder:
        options.profile_file_prefix = str(Path(folder) / "profile")
        session = onnxruntime.InferenceSession(
            backend.file, options, providers=["CPUExecutionProvider"]
        )
        backend.run(session, data["pixels"], max(area, 1.0))  # the first run lays out memory
        begin = time.perf_counter()
        backend.run(session, data["pixels"], max(area, 1.0))
        network = time.perf_counter() - begin
        events = json.loads(Path(session.end_profiling()).read_text())
    kernels = [event for event in events if event["name"].endswith("_kernel_time")]
    spent = dict.fromkeys(("backbone to proposals", "boxes", "masks"), 0.0)
    for event in kernels[len(kernels) // 2 :]:
        match = re.search(r"/(boxes|masks)/", event["name"])
        spent[match[1] if match else "backbone to proposals"] += event["dur"]
    factor = network / sum(spent.values())  # what lies between the nodes
    return {
        "prepare": prepare,
        **{stage: value * factor for stage, value in spent.items()},
        "pasting": max(whole - network, _RESOLUTION),
    }


def _of_pytorch(segmenter: Segmenter, image: Path) -> dict[str, float]:
    """Time the stages by a watch around MMDetection's methods."""
    backend = segmenter.backend
    data, area, prepare = _window(segmenter, image)
    model, watch = backend.model, Stopwatch()
    watched: list[tuple[object, str, str]] = [
        (model, "extract_feat", "backbone to proposals"),
        (model.rpn_head, "predict", "backbone to proposals"),
        (model.roi_head, "predict_bbox", "boxes"),
        (model.roi_head, "_mask_forward", "masks"),
        (model.roi_head.mask_head, "predict_by_feat", "pasting"),
    ]
    watch.seconds = dict.fromkeys((stage for *_, stage in watched), 0.0)
    whole: Callable = watch.timed(backend.detect, "pasting")
    for owner, method, stage in watched:
        watch.wrap(owner, method, stage)
    try:
        whole(data, area)
    finally:
        for owner, method, _ in watched:
            delattr(owner, method)
    return {"prepare": prepare, **watch.seconds}
