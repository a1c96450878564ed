"""B3: mask targets of 128 positive proposals."""

import torch
from detections import HEIGHT, WIDTH, draw_boxes, draw_cells
from harness import DEVICE, Row, extra_peak_mb, median_ms
from mmdet.structures.mask import BitmapMasks, mask_target
from mmengine.config import ConfigDict

from mmcsam.ops.mask_targets import mask_targets

POSITIVES, CELLS, SIZE = 128, 8, 64


def run(repeats: int) -> list[Row]:
    """Measure, and return the rows."""
    cells = draw_boxes(CELLS)
    masks = BitmapMasks(draw_cells(cells), HEIGHT, WIDTH)
    inds = torch.arange(POSITIVES) % CELLS
    jitter = torch.randn(POSITIVES, 4, generator=torch.Generator().manual_seed(0))
    proposals, inds = (cells[inds] + 15 * jitter).to(DEVICE), inds.to(DEVICE)
    config = ConfigDict(mask_size=SIZE)

    def peer():
        return mask_target([proposals.clone()], [inds], [masks], config)

    def ours():
        return mask_targets([proposals], [inds], [masks], SIZE)

    same = torch.equal(peer(), ours())
    equality = "bit-identical" if same else "DIFFERENT"
    times = median_ms({"peer": peer, "ours": ours}, repeats)
    memory = [extra_peak_mb(way) for way in (peer, ours)]
    what = f"mask targets {SIZE}x{SIZE}, {POSITIVES} positives, {WIDTH}x{HEIGHT}"
    return [
        Row("B3", f"{what}, ms", **times, target=2 if DEVICE == "cpu" else 5, equality=equality),
        Row("B3", f"{what}, extra MB", *memory, 10, equality),
    ]
