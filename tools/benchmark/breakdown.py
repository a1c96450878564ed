"""Where a detector's test spends its time, from a 2560x1920 image to RLE, stage by stage.

python tools/benchmark/breakdown.py --json breakdown.json

The seconds are medians of passes after a warm-up, in which the detectors take turns; each stage has
its own median. All find the same boxes, so that all have the same masks to make.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import harness
import torch
from detections import HEIGHT, WIDTH, draw_boxes
from detectors import build_ours, build_peer, detect_boxes
from mmdet.structures import DetDataSample
from mmdet.structures.mask import encode_mask_results
from mmdet.utils import register_all_modules
from torch import nn

GUIDES = {  # channels of the U-Net's first level, side of its crops
    "MSFL": (None, 0),
    "guide 16 channels, 64 px": (16, 64),
    "guide 32 channels, 64 px": (32, 64),
    "guide 32 channels, 128 px": (32, 128),
    "guide 64 channels, 64 px": (64, 64),
    "guide 64 channels, 128 px (paper)": (64, 128),
}
STAGES = ("backbone, FPN", "proposals", "boxes", "guide", "mask head", "masks to RLE")


class Stopwatch:
    """Seconds by stage; a stage inside another one is not counted twice."""

    def __init__(self) -> None:
        self.seconds = dict.fromkeys(STAGES, 0.0)
        self._inner = [0.0]

    def wrap(self, owner: object, method: str, stage: str) -> None:
        """Let a method of an object count for a stage."""
        setattr(owner, method, self.timed(getattr(owner, method), stage))

    def timed(self, function: Callable, stage: str) -> Callable:
        """Return the function, counting for a stage."""

        def run(*args: object, **kwargs: object) -> object:
            """Measure, and return the rows."""
            self._inner.append(0.0)
            start = now()
            result = function(*args, **kwargs)
            spent = now() - start
            self.seconds[stage] += spent - self._inner.pop()
            self._inner[-1] += spent
            return result

        return run


def now() -> float:
    """Return the time in seconds, once the GPU has done its work."""
    if harness.DEVICE == "cuda":
        torch.cuda.synchronize()
    return time.perf_counter()


class Subject:
    """One detector, ready to be timed."""

    def __init__(self, model: nn.Module, boxes: torch.Tensor) -> None:
        self.model = model.eval()
        self.watch = Stopwatch()
        detect_boxes(model, boxes)
        head = model.roi_head
        self.watch.wrap(model, "extract_feat", "backbone, FPN")
        self.watch.wrap(model.rpn_head, "predict", "proposals")
        self.watch.wrap(head, "predict_bbox", "boxes")
        self.watch.wrap(head, "_mask_forward", "mask head")
        self.watch.wrap(head.mask_head, "predict_by_feat", "masks to RLE")
        if getattr(model, "guide", None) is not None:
            self.watch.wrap(model.guide, "forward", "guide")
        self.encode = self.watch.timed(encode_mask_results, "masks to RLE")

    @torch.no_grad()
    def predict(self, image: torch.Tensor) -> list[dict]:
        """Return the masks as RLE, as a metric takes them."""
        shape = tuple(image.shape[-2:])
        meta = dict(img_shape=shape, ori_shape=shape, scale_factor=(1.0, 1.0), pad_shape=shape)
        (sample,) = self.model.predict(image, [DetDataSample(metainfo=meta)])
        masks = sample.pred_instances.masks
        return masks if isinstance(masks, list) else self.encode(masks.cpu().numpy())

    def measure(self, image: torch.Tensor) -> dict[str, float]:
        """Return the seconds of each stage, and their sum with what lies between."""
        self.watch.seconds = dict.fromkeys(STAGES, 0.0)
        start = now()
        self.predict(image)
        return {**self.watch.seconds, "total": now() - start}


def parse_args() -> argparse.Namespace:
    """Return what the command line says."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--detections", type=int, default=100)
    parser.add_argument("--repeats", type=int, default=3, help="after a warm-up (default: 3)")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    return parser.parse_args()


def main() -> None:
    """Measure and print."""
    args = parse_args()
    register_all_modules()
    torch.manual_seed(0)
    image = torch.randn(1, 3, HEIGHT, WIDTH, device=harness.DEVICE)
    boxes = draw_boxes(args.detections)
    subjects = {"Mask R-CNN": Subject(build_peer("Mask R-CNN"), boxes)}
    subjects |= {name: Subject(build_ours(*settings), boxes) for name, settings in GUIDES.items()}
    print(harness.hardware())
    print(f"{WIDTH}x{HEIGHT}, {args.detections} detections, seconds, medians of {args.repeats}")
    print(f"{'':34}" + "".join(f"{name:>14}" for name in (*STAGES, "total", "MB")), flush=True)
    for subject in subjects.values():
        subject.predict(image)
    turns = [
        {name: subject.measure(image) for name, subject in subjects.items()}
        for _ in range(args.repeats)
    ]
    figures = {}
    for name, subject in subjects.items():
        figures[name] = {
            stage: statistics.median(turn[name][stage] for turn in turns)
            for stage in turns[0][name]
        }
        figures[name]["MB"] = harness.extra_peak_mb(lambda s=subject: s.predict(image))
        values = "".join(f"{value:14.2f}" for value in figures[name].values())
        print(f"{name:34}{values}", flush=True)
    if args.json:
        args.json.write_text(json.dumps({"hardware": harness.hardware(), **figures}, indent=2))


if __name__ == "__main__":
    main()
