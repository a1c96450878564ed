"""B5: a detector's test, from the image to RLE. Smaller images and guide on the CPU."""

import functools

import torch
from detections import draw_boxes
from detectors import PEERS, build_light, build_ours, build_peer, detect_boxes
from harness import DEVICE, FULL_SIZE, Row, extra_peak_mb, median_ms
from mmdet.structures import DetDataSample
from mmdet.structures.mask import encode_mask_results
from torch import Tensor, nn

SCALE = 1 if FULL_SIZE else 0.25  # of 2560x1920
SHAPE = (int(1920 * SCALE), int(2560 * SCALE))
DETECTIONS = {20: 1.15, 100: 1.5}  # how much slower than Mask R-CNN ours may be
OURS = {
    "MSFL": functools.partial(build_ours, None),
    "light head": build_light,
    "guide of 16 channels on 64 px": functools.partial(build_ours, 16, 64),
    "guide of 32 channels on 64 px": functools.partial(build_ours, 32, 64),
}
if FULL_SIZE:
    OURS["guide of 64 channels on 128 px (the paper's)"] = functools.partial(build_ours, 64, 128)


def run(repeats: int) -> list[Row]:
    """Measure, and return the rows."""
    torch.manual_seed(0)
    image = torch.randn(1, 3, *SHAPE, device=DEVICE)
    # One peak of memory and few repeats at full size on the CPU, where a pass takes half a minute.
    repeats = 1 if FULL_SIZE and DEVICE == "cpu" else min(repeats, 3)
    rows = []
    for count, limit in DETECTIONS.items():
        boxes = draw_boxes(count) * SCALE
        ways = {name: way(build_peer(name), image, boxes) for name in PEERS}
        ways |= {name: way(build(), image, boxes) for name, build in OURS.items()}
        times = median_ms(ways, repeats)
        memory = {name: extra_peak_mb(ways[name]) for name in ("Mask R-CNN", *OURS)}
        for name in OURS:
            what = f"{count} cells, {SHAPE[1]}x{SHAPE[0]}, {name}"
            for peer in PEERS if name == "guide of 16 channels on 64 px" else ["Mask R-CNN"]:
                target = {"Mask R-CNN": 1 / limit, "GRoIE": 1, "HTC": 1}.get(peer)
                rows.append(
                    Row("B5", f"{what} / {peer}, ms", times[peer], times[name], target, "-")
                )
            row = Row("B5", f"{what}, extra MB", memory["Mask R-CNN"], memory[name], 1, "-")
            rows.append(row)
    return rows


def way(model: nn.Module, image: Tensor, boxes: Tensor) -> functools.partial:
    """Return what is timed: the detector from image to masks of these boxes."""
    model.eval()
    detect_boxes(model, boxes)
    return functools.partial(predict, model, image)


@torch.no_grad()
def predict(model: nn.Module, image: Tensor) -> list[dict]:
    """Return the masks as RLE, as a metric takes them."""
    meta = {"img_shape": SHAPE, "ori_shape": SHAPE, "scale_factor": (1.0, 1.0), "pad_shape": SHAPE}
    (sample,) = model.predict(image, [DetDataSample(metainfo=meta)])
    masks = sample.pred_instances.masks
    return masks if isinstance(masks, list) else encode_mask_results(masks.cpu().numpy())
