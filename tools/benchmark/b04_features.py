"""B4: multiscale RoI features and the mask head on them."""

import torch
from detections import HEIGHT, draw_boxes
from harness import DEVICE, Row, extra_peak_mb, median_ms
from mmdet.registry import MODELS

import mmcsam  # noqa: F401
from mmcsam.models.roi_heads.roi_features import RoIFeatures

# The maps of 64, 128 and 256 px in the paper's text are those of a 1024 px image.
ROIS, SHAPE = 100, (1024, 1344)


def run(repeats: int) -> list[Row]:
    """Measure, and return the rows."""
    torch.manual_seed(0)
    maps = [torch.randn(1, 256, SHAPE[0] // s, SHAPE[1] // s, device=DEVICE) for s in (4, 8, 16)]
    boxes = draw_boxes(ROIS) * SHAPE[0] / HEIGHT
    rois = torch.cat([torch.zeros(ROIS, 1), boxes], dim=1).to(DEVICE)
    extractor = MODELS.build(
        {
            "type": "MultiScaleRoIExtractor",
            "roi_layer": {"type": "RoIAlign", "sampling_ratio": 2},
            "out_channels": 256,
        }
    ).to(DEVICE)
    head = MODELS.build(
        {"type": "CSAMMaskHead", "fusion": {"type": "MultiScaleFusion"}, "num_classes": 1}
    )
    head = head.to(DEVICE).eval()

    def crop_plainly() -> RoIFeatures:
        layers = extractor.roi_layers
        return RoIFeatures([layer(level, rois) for layer, level in zip(layers, maps, strict=True)])

    def features(crop):
        return lambda: torch.cat([head.fusion(part) for part in crop().split(head.roi_chunk)])

    def plain_features():
        return head.fusion(crop_plainly())

    def plain_masks():
        head.roi_chunk, chunk = ROIS, head.roi_chunk
        masks = head(crop_plainly())
        head.roi_chunk = chunk
        return masks

    def masks():
        return head(extractor(maps, rois))

    what = f"{ROIS} RoIs of {SHAPE[1]}x{SHAPE[0]}"
    rows = []
    with torch.no_grad():
        for name, peer, ours in (
            ("MSFL features", plain_features, features(lambda: extractor(maps, rois))),
            ("MSFL features + head", plain_masks, masks),
        ):
            expected = peer()
            difference = (expected - ours()).abs().max() / expected.abs().max()
            equality = f"greatest difference {difference.item():.0e} of the greatest value"
            times = median_ms({"peer": peer, "ours": ours}, repeats)
            memory = [extra_peak_mb(way) for way in (peer, ours)]
            faster, smaller = None, None
            if name.endswith("head"):
                faster, smaller = (2 if DEVICE == "cpu" else 3), 4
            rows.append(Row("B4", f"{name}, {what}, ms", **times, target=faster, equality=equality))
            rows.append(Row("B4", f"{name}, {what}, extra MB", *memory, smaller, equality))
    return rows
