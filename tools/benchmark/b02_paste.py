"""B2: mask logits and boxes of 100 detections to RLE."""

import torch
from detections import HEIGHT, WIDTH, draw_boxes, draw_logits
from harness import DEVICE, Row, extra_peak_mb, median_ms
from mmdet.models.roi_heads.mask_heads import FCNMaskHead
from mmdet.structures.mask import encode_mask_results
from mmengine.config import ConfigDict
from mmengine.structures import InstanceData

from mmcsam.ops.mask_paste import paste_masks_to_rle

COUNT = 100


def run(repeats: int) -> list[Row]:
    """Measure, and return the rows."""
    head = FCNMaskHead(num_convs=0, in_channels=1, conv_out_channels=1, num_classes=1)
    meta, config = {"ori_shape": (HEIGHT, WIDTH), "scale_factor": (1, 1)}, ConfigDict()
    config.mask_thr_binary = 0.5
    boxes = draw_boxes(COUNT).to(DEVICE)
    labels = torch.zeros(COUNT, dtype=torch.long, device=DEVICE)
    rows = []
    for side in (64, 28):
        logits = draw_logits(COUNT, side).to(DEVICE)

        def peer(logits=logits):
            results = InstanceData(bboxes=boxes.clone(), labels=labels)
            results = head.predict_by_feat((logits[:, None],), [results], [meta], config, True)
            return encode_mask_results(results[0].masks.cpu().numpy())

        def ours(logits=logits):
            return paste_masks_to_rle(logits.sigmoid(), boxes, (HEIGHT, WIDTH))

        same = sum(a["counts"].decode() == b["counts"] for a, b in zip(peer(), ours(), strict=True))
        equality = f"{same}/{COUNT} identical"
        times = median_ms({"peer": peer, "ours": ours}, repeats)
        memory = [extra_peak_mb(way) for way in (peer, ours)]
        what = f"{side}x{side} logits to RLE, {COUNT} detections"
        target = 30 if DEVICE == "cpu" else 100
        rows += [
            Row("B2", f"{what}, ms", times["peer"], times["ours"], target, equality),
            Row("B2", f"{what}, extra MB", *memory, 10, equality),
        ]
    return rows
