"""B14: a folder of 20 images of 2040x1536 to COCO and label images."""

import json
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import cv2
import det_inferencer
import numpy as np
import tifffile
import torch
from demo_model import NETWORK, pack_demo
from detections import WIDTH, draw_boxes
from detectors import CONFIGS, detect_boxes
from harness import DEVICE, Row, median_ms
from mmdet.apis import DetInferencer
from mmengine.config import Config

from mmcsam.inference import Segmenter, predict_files, write_mmdet_checkpoint
from mmcsam.inference.workers.crew import Crew
from mmcsam.synthesis.field import draw_field

IMAGES, SIZE = 20, (2040, 1536)
# Mask R-CNN takes half a minute an image on the CPU.
PEER_IMAGES = IMAGES if DEVICE == "cuda" else 2
CELLS = (10, 100)  # in an image


def run(repeats: int) -> Iterator[Row]:
    """Measure, and yield the rows."""
    repeats = min(repeats, 3)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        images = draw_images(folder / "images", IMAGES)
        packed = pack_demo(folder / "demo.mmcsam")
        segmenter = Segmenter(packed, device=DEVICE)
        checkpoint = write_mmdet_checkpoint(packed, folder / "demo.pth")
        same = DetInferencer(weights=str(checkpoint), device=DEVICE, show_progress=False)
        cfg = Config.fromfile(CONFIGS / "mask_rcnn_r50_segpc.py")
        cfg.visualizer = {"type": "DetLocalVisualizer"}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it has no weights
            stock = DetInferencer(model=cfg, device=DEVICE, show_progress=False)
        for count in CELLS:
            boxes = draw_boxes(count) * (SIZE[0] / WIDTH)
            detect_boxes(stock.model, boxes)
            for model in (segmenter.backend.model, same.model):
                detect_boxes(model, boxes * (NETWORK[0] / SIZE[0]))
            yield from compare(folder, images, count, segmenter, same, stock, repeats)


def compare(
    folder: Path,
    images: list[Path],
    count: int,
    segmenter: Segmenter,
    same: DetInferencer,
    stock: DetInferencer,
    repeats: int,
) -> list[Row]:
    """Measure with so many cells in an image."""

    def new_folder() -> Path:
        return Path(tempfile.mkdtemp(dir=folder)) / "out"

    def ours() -> Path:
        out = new_folder()
        predict_files(segmenter, [images[0].parent], out, crew=Crew(workers=None))
        return out

    def peer(inferencer: DetInferencer, number: int) -> Path:
        out = new_folder()
        det_inferencer.predict_files(inferencer, images[:number], out)
        return out

    before = torch.get_num_threads()
    torch.set_num_threads(1)  # as in our workers: more change a sum's last digits
    mine, theirs = written(ours()), written(peer(same, PEER_IMAGES))
    torch.set_num_threads(before)
    equal = theirs[0] == mine[0][: len(theirs[0])] and all(
        map(np.array_equal, theirs[1], mine[1][:PEER_IMAGES])
    )
    times = median_ms(
        {
            "stock": lambda: peer(stock, PEER_IMAGES),
            "same": lambda: peer(same, PEER_IMAGES),
            "ours": ours,
        },
        repeats,
    )
    stock_ms, same_ms = times["stock"] / PEER_IMAGES, times["same"] / PEER_IMAGES
    our_ms = times["ours"] / IMAGES
    note = f"{len(mine[0]) / IMAGES:g} cells an image; on {PEER_IMAGES} and on {IMAGES} images"
    what = f"{count} cells, csam_demo / Mask R-CNN R50 2560x1920, ms an image"
    rows = [Row("B14", what, stock_ms, our_ms, 30, note)]
    what = f"{count} cells, csam_demo in both, ms an image"
    rows.append(Row("B14", what, same_ms, our_ms, None, f"{'same' if equal else 'OTHER'} files"))
    return rows


def draw_images(folder: Path, number: int) -> list[Path]:
    """Write images of two drawn smears, by turns."""
    folder.mkdir()
    fields = [draw_field(np.random.default_rng(i), SIZE[::-1], 10, 0.8) for i in range(2)]
    paths = [folder / f"{i:02d}.bmp" for i in range(number)]
    for i, path in enumerate(paths):
        cv2.imwrite(str(path), fields[i % len(fields)].image[..., ::-1])
    return paths


def written(out: Path) -> tuple[list[tuple], list[np.ndarray]]:
    """Return the cells and the label images of an output folder."""
    content = json.loads((out / "instances.json").read_text())
    cells = [
        (each["image_id"], each["score"], each["segmentation"]["counts"])
        for each in content["annotations"]
    ]
    return cells, [tifffile.imread(path) for path in sorted((out / "labels").iterdir())]
