"""Time the SegPC-2021 converter against full-frame OpenCV and pycocotools, in one run.

The peers decode every file with OpenCV and encode whole masks with pycocotools. "bare" does no more
than that; "checking" also does on whole masks what the converter does on crops: values, parts,
border, near duplicates. All three give the same annotations, which is verified.
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from pycocotools import mask as mask_api
from tqdm import tqdm

from mmcsam.converters import convert_segpc
from mmcsam.converters.segpc.bmp_header import read_bmp_header
from mmcsam.converters.segpc.bmp_pixels import read_bmp_box
from mmcsam.converters.segpc.tree import SegPCImage, find_segpc
from mmcsam.structures.duplicates import near_duplicates
from mmcsam.synthesis.field import draw_field

SHAPE = (1920, 2560)  # rows and columns of SegPC-2021's larger images
TARGETS = {1: 25, 2: 45}


def make_tree(root: Path, images: int, drawn: int = 8) -> None:
    """Write drawn full-size images with about five cells each; every file is a file of its own."""
    for name in "xy":
        (root / "train" / name).mkdir(parents=True)
    fields = []
    for seed in tqdm(range(min(drawn, images)), "drawing", unit="image"):
        rng = np.random.default_rng(seed)
        fields.append(draw_field(rng, SHAPE, cells=3 + seed % 5, scale=1.0))
    for index in tqdm(range(images), "writing", unit="image"):
        field = fields[index % len(fields)]
        cv2.imwrite(str(root / f"train/x/{index}.bmp"), field.image)
        for number, mask in enumerate(field.masks, start=1):
            cv2.imwrite(str(root / f"train/y/{index}_{number}.bmp"), mask)


def convert_full_frame(images: list[SegPCImage], out: Path, checks: bool) -> None:
    """Convert as scripts for SegPC-2021 commonly do, on whole images and masks."""
    annotations, entries = [], []
    for image in images:
        height, width = cv2.imread(str(image.path)).shape[:2]
        entries.append({"id": len(entries) + 1, "width": width, "height": height})
        rles = []
        for _, path in image.masks:
            mask = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
            cell = (mask > 0).astype(np.uint8)
            if checks:
                check_full_frame(mask, cell, (height, width))
            rle = mask_api.encode(np.asfortranarray(cell))
            rles.append(rle)
            annotations.append(
                {
                    "id": len(annotations) + 1,
                    "image_id": len(entries),
                    "area": int(mask_api.area(rle)),
                    "bbox": mask_api.toBbox(rle).tolist(),
                    "segmentation": {**rle, "counts": rle["counts"].decode()},
                }
            )
        if checks:
            near_duplicates(rles)
    out.write_text(json.dumps({"images": entries, "annotations": annotations}))


def check_full_frame(mask: np.ndarray, cell: np.ndarray, shape: tuple[int, int]) -> None:
    """Look at a mask's size, values, parts and border; OpenCV and NumPy at their best."""
    values = np.flatnonzero(cv2.calcHist([mask], [0], None, [256], [0, 256]))
    if mask.shape != shape or not set(values.tolist()) <= {0, 20, 40}:
        raise ValueError("the benchmark's masks are not as they should be")
    cv2.connectedComponents(cell)
    cell[0].any() or cell[-1].any() or cell[:, 0].any() or cell[:, -1].any()


def touch_masks(images: list[SegPCImage]) -> None:
    """Look at every byte of every mask once and do nothing else: the converter's lower bound."""
    for image in images:
        for _, path in image.masks:
            read_bmp_box(path, path.name, read_bmp_header(path, path.name))


def median_seconds(function: Callable[[], object], repeats: int) -> float:
    """Return the median time of a function."""
    times = []
    for _ in range(repeats + 1):  # the first warms the page cache up
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])


def same_annotations(ours: Path, peer: Path) -> bool:
    """Return whether two COCO files hold the same masks."""
    keys = ("id", "image_id", "area", "bbox", "segmentation")
    ours, peer = (json.loads(path.read_text())["annotations"] for path in (ours, peer))
    return [{key: a[key] for key in keys} for a in ours] == [
        {key: a[key] for key in keys} for a in peer
    ]


def run(root: Path, repeats: int) -> dict:
    """Time everything on the tree below ``root`` and print a table."""
    cv2.setNumThreads(1)
    images = find_segpc(root).splits["train"]
    masks = sum(len(image.masks) for image in images)
    out = root / "out"
    out.mkdir()
    work = {
        "peer, bare": lambda: convert_full_frame(images, out / "peer.json", checks=False),
        "peer, checking": lambda: convert_full_frame(images, out / "peer.json", checks=True),
        "ours, looking at the bytes only": lambda: touch_masks(images),
        "ours, 1 process": lambda: convert_segpc(root, out, workers=1),
        "ours, 2 processes": lambda: convert_segpc(root, out, workers=2),
    }
    seconds = {name: median_seconds(function, repeats) for name, function in work.items()}
    print(
        f"\n{len(images)} images and {masks} masks of {SHAPE[1]}x{SHAPE[0]}; medians of {repeats}"
    )
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores")
    print(f"{'':34}{'seconds':>9}{'ms a mask':>11}{'x bare':>9}{'x checking':>12}")
    for name, value in seconds.items():
        bare, checking = (seconds[f"peer, {kind}"] / value for kind in ("bare", "checking"))
        print(f"{name:34}{value:9.3f}{1000 * value / masks:11.2f}{bare:9.1f}{checking:12.1f}")
    for processes, target in TARGETS.items():
        print(f"target for {processes} process{'es'[: 2 * processes - 2]}: {target}x")
    same = same_annotations(out / "instances_train.json", out / "peer.json")
    print(f"annotations equal the peer's: {same}")
    return {"masks": masks, "seconds": seconds, "same": same}


def parse_args() -> argparse.Namespace:
    """Return what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=int, default=80, help="20 MB each and more (default: 80)")
    parser.add_argument("--repeats", type=int, default=3, help="after a warm-up (default: 3)")
    parser.add_argument(
        "--folder", type=Path, help="where to write them (default: a temporary one)"
    )
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    return parser.parse_args()


def main() -> None:
    """Measure and print."""
    args = parse_args()
    root = Path(tempfile.mkdtemp(prefix="mmcsam-benchmark-", dir=args.folder))
    try:
        make_tree(root, args.images)
        figures = run(root, args.repeats)
    finally:
        shutil.rmtree(root)
    if args.json:
        args.json.write_text(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
