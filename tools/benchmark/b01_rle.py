"""B1: 100 masks of the image's size to RLE."""

from detections import HEIGHT, WIDTH, draw_boxes, draw_cells
from harness import Row, median_ms
from mmdet.structures.mask import encode_mask_results

from mmcsam.structures.rle import cut_to_box, encode_crop, encode_masks

COUNT = 100


def run(repeats: int) -> list[Row]:
    """Measure, and return the rows."""
    masks = draw_cells(draw_boxes(COUNT)).astype(bool)
    crops = [cut_to_box(mask) for mask in masks]
    crops = [(crop.copy(), left, top) for crop, left, top in crops]

    def ours_from_crops():
        return [encode_crop(*placed, (WIDTH, HEIGHT)) for placed in crops]

    peer = [rle["counts"].decode() for rle in encode_mask_results(masks)]
    ways = {"crops": ours_from_crops, "whole masks": lambda: encode_masks(masks)}
    times = median_ms({"peer": lambda: encode_mask_results(masks), **ways}, repeats)
    rows = []
    for name, target in (("crops", 40), ("whole masks", 8)):
        same = sum(a == rle["counts"] for a, rle in zip(peer, ways[name](), strict=True))
        what = f"RLE of {COUNT} masks, {WIDTH}x{HEIGHT}, ours from {name}, ms"
        rows.append(
            Row("B1", what, times["peer"], times[name], target, f"{same}/{COUNT} identical")
        )
    return rows
