"""B12: RoI features in half precision against single precision."""

import torch
from detections import HEIGHT, WIDTH, draw_boxes
from harness import DEVICE, Row
from mmdet.registry import MODELS
from torch import Tensor

import mmcsam  # noqa: F401

ROIS, LIMIT = 100, 0.1  # per cent
EXTRACTORS = {"SingleRoIExtractor": {"type": "SingleRoIExtractor"}}
if DEVICE == "cuda":  # GRoIE's does not take half precision on the CPU
    EXTRACTORS["GRoIE's"] = {"type": "GenericRoIExtractor", "aggregation": "sum"}
ROI_LAYER = {"type": "RoIAlign", "sampling_ratio": 2}


def run(repeats: int) -> list[Row]:
    """Measure, and return the rows."""
    torch.manual_seed(0)
    level = torch.randn(1, 64, HEIGHT // 4, WIDTH // 4, device=DEVICE).half()
    rois = torch.cat([torch.zeros(ROIS, 1), draw_boxes(ROIS)], dim=1).to(DEVICE)
    ours = build(
        {
            "type": "MultiScaleRoIExtractor",
            "roi_layer": ROI_LAYER,
            "output_sizes": [64],
        }
    )
    with torch.no_grad():
        our_error = error(lambda maps: ours(maps, rois).level(0), level)
        rows = []
        for name, settings in EXTRACTORS.items():
            peer = build({**settings, "roi_layer": {**ROI_LAYER, "output_size": 64}})
            # GRoIE's leaves it to its caller to give RoIs of the features' type.
            peer_error = error(lambda maps, peer=peer: peer(maps, rois.type_as(maps[0])), level)
            what = f"{name}: RoI features 64x64 in fp16, relative RMS error in 0.001 %"
            rows.append(
                Row("B12", what, 1000 * peer_error, 1000 * our_error, None, "", limit=1000 * LIMIT)
            )
    return rows


def build(settings: dict):
    """Build a RoI extractor of 64 channels on a level of stride 4."""
    return MODELS.build({**settings, "featmap_strides": [4], "out_channels": 64}).to(DEVICE)


def error(extract, level: Tensor) -> float:
    """Return the relative RMS difference between half and single precision, in per cent."""
    exact = extract([level.float()])
    half = extract([level]).float()
    return (100 * (half - exact).square().mean().sqrt() / exact.square().mean().sqrt()).item()
