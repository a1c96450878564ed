"""B7: the guide on all RoIs of an image."""

import torch
from detections import HEIGHT, WIDTH, draw_boxes
from harness import DEVICE, Row, median_ms
from mmdet.registry import MODELS

import mmcsam  # noqa: F401

ROIS = 100
GUIDES = ((64, 128), (16, 64)) if DEVICE == "cuda" else ((16, 64), (16, 32))


def run(repeats: int) -> list[Row]:
    """Measure, and return the rows."""
    torch.manual_seed(0)
    image = torch.randn(1, 3, HEIGHT, WIDTH, device=DEVICE)
    rois = torch.cat([torch.zeros(ROIS, 1), draw_boxes(ROIS)], dim=1).to(DEVICE)
    rows = []
    for width, size in GUIDES:
        segmentor = {"type": "UNet", "base_channels": width}
        guide = MODELS.build({"type": "UNetGuide", "segmentor": segmentor, "crop_size": size})
        guide = guide.to(DEVICE).eval()

        def one_by_one(guide=guide):
            return torch.cat([guide(image, roi[None]) for roi in rois])

        def at_once(guide=guide):
            return guide(image, rois)

        difference = (one_by_one() - at_once()).abs().max().item()
        times = median_ms({"peer": one_by_one, "ours": at_once}, repeats)
        what = f"guide of {width} channels on {ROIS} crops of {size} px, ms"
        target = 3 if DEVICE == "cpu" else 20
        equality = f"greatest difference {difference:.0e}"
        rows.append(Row("B7", what, **times, target=target, equality=equality))
    return rows
