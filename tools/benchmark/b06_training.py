"""B6: a training step. Smaller images and guide on the CPU."""

import functools

import torch
from detections import draw_boxes, draw_cells
from detectors import build_ours, build_peer
from harness import DEVICE, FULL_SIZE, Row, extra_peak_mb, median_ms
from mmdet.structures import DetDataSample
from mmdet.structures.mask import BitmapMasks
from mmengine.structures import InstanceData
from torch import nn

SCALE, CELLS, TARGET = (1 if FULL_SIZE else 0.25), 8, 1 / 1.3
SHAPE = (int(1920 * SCALE), int(2560 * SCALE))
PEERS = ("Mask R-CNN", "HTC")
OURS = {"MSFL": (None, 0), "guide of 16 channels on 64 px": (16, 64)}
if FULL_SIZE:
    OURS["guide of 64 channels on 128 px (the paper's)"] = (64, 128)


def run(repeats: int) -> list[Row]:
    """Measure, and return the rows."""
    torch.manual_seed(0)
    image = torch.randn(1, 3, *SHAPE, device=DEVICE)
    sample = make_sample()
    ways = {name: functools.partial(step, build_peer(name), image, sample) for name in PEERS}
    for name, settings in OURS.items():
        ways[name] = functools.partial(step, build_ours(*settings), image, sample)
    times = median_ms(ways, min(repeats, 3))
    memory = {name: extra_peak_mb(way) for name, way in ways.items()}
    rows = []
    for name in OURS:
        for peer in PEERS:
            what = f"training step, {CELLS} cells, {SHAPE[1]}x{SHAPE[0]}, {name} / {peer}"
            target = TARGET if peer == "Mask R-CNN" else None
            rows.append(Row("B6", f"{what}, ms", times[peer], times[name], target, "-"))
            rows.append(Row("B6", f"{what}, extra MB", memory[peer], memory[name], None, "-"))
    return rows


def make_sample() -> DetDataSample:
    """Return the ground truth of one image."""
    boxes = draw_boxes(CELLS)
    stride = round(1 / SCALE)
    masks = draw_cells(boxes)[:, ::stride, ::stride]
    meta = {"img_shape": SHAPE, "ori_shape": SHAPE, "scale_factor": (1.0, 1.0), "pad_shape": SHAPE}
    sample = DetDataSample(metainfo=meta)
    sample.gt_instances = InstanceData(
        bboxes=(boxes * SCALE).to(DEVICE),
        labels=torch.zeros(CELLS, dtype=torch.long, device=DEVICE),
        masks=BitmapMasks(masks, *SHAPE),
    )
    sample.ignored_instances = InstanceData(
        bboxes=torch.zeros(0, 4, device=DEVICE), labels=torch.zeros(0, dtype=torch.long)
    )
    return sample


def step(model: nn.Module, image: torch.Tensor, sample: DetDataSample) -> None:
    """Take one training step."""
    model.train()
    loss, _ = model.parse_losses(model.loss(image, [sample]))
    loss.backward()
    model.zero_grad()
