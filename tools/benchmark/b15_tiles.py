"""B15: an image in tiles, against SAHI with the same detector and tile size."""

import math
import tempfile
from pathlib import Path

import harness
import sahi_peer
from demo_model import CELL_WIDTH, pack_demo
from exact_detector import ExactDetector
from harness import DEVICE, Row, extra_peak_mb, median_ms
from slide import Placed, count_cells, draw_slide

from mmcsam.inference import Cells, Segmenter

SIDE, CELLS = 8192, 4000
TILE = 1024
DEFAULT, OURS = 0.2, 0.625  # overlap: SAHI's own; 640 pixels of 1024 as in our tiles


def run(repeats: int) -> list[Row]:
    """Measure, and return the rows."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        packed = pack_demo(folder / "demo.mmcsam")
        rows = exact_rows(folder, packed, repeats)
        # With a network a pass over the whole image takes ten minutes on the CPU.
        side = SIDE if harness.FULL_SIZE else 3072
        path = folder / "network.tif"
        draw_slide(path, side, CELLS * side**2 // SIDE**2)
        rows += network_rows(path, packed, side, TILE, (DEFAULT, OURS), repeats)
        rows += network_rows(path, packed, side, 2 * TILE, (DEFAULT,), repeats)
    return rows


def segmenter_of(packed: Path, tile: int, network: bool = False) -> Segmenter:
    """Return a segmenter whose detector is exact, at one network pixel an image pixel."""
    segmenter = Segmenter(packed, device=DEVICE, cell_width=CELL_WIDTH, tile=tile)
    segmenter.backend = ExactDetector(segmenter.backend if network else None)
    return segmenter


def exact_rows(folder: Path, packed: Path, repeats: int) -> list[Row]:
    """Measure with the exact detector alone: what tiling and merging take, and what they find."""
    path, segmenter = folder / "exact.tif", segmenter_of(packed, TILE)
    truth = draw_slide(path, SIDE, CELLS)
    ours = count_cells(truth, placed(segmenter(path)))
    peers = {
        overlap: count_cells(
            truth, sahi_peer.placed(sahi_peer.find_cells(path, segmenter, TILE, overlap))
        )
        for overlap in (DEFAULT, OURS)
    }
    del truth
    rows = []
    for overlap, counts in peers.items():
        times = median_ms(
            {
                "peer": lambda overlap=overlap: sahi_peer.find_cells(
                    path, segmenter, TILE, overlap
                ),
                "ours": lambda: segmenter(path),
            },
            repeats,
        )
        rows.append(_row(f"{SIDE}^2, exact detector, SAHI overlap {overlap}, ms", **times))
        what = f"cells drawn, and found as they are, SAHI overlap {overlap}"
        equality = f"merged/doubled/cut/lost: SAHI {counts}, ours {ours}"
        rows.append(Row("B15", what, CELLS, ours.right, None, equality, exact=True))
    memory = {
        "peer": extra_peak_mb(lambda: sahi_peer.find_cells(path, segmenter, TILE, DEFAULT), "cpu"),
        "ours": extra_peak_mb(lambda: segmenter(path), "cpu"),
    }
    rows.append(_row(f"{SIDE}^2, exact detector, extra MB", **memory, target=4))
    return rows


def network_rows(
    path: Path, packed: Path, side: int, tile: int, overlaps: tuple[float, ...], repeats: int
) -> list[Row]:
    """Measure with the demo's network on each tile too."""
    segmenter = segmenter_of(packed, tile, network=True)
    ways = {
        overlap: lambda overlap=overlap: sahi_peer.find_cells(path, segmenter, tile, overlap)
        for overlap in overlaps
    }
    times = median_ms({**ways, "ours": lambda: segmenter(path)}, repeats)
    what = f"{side}^2, network, tile {tile}"
    rows = [
        _row(f"{what}, SAHI overlap {overlap}, ms", times[overlap], times["ours"], 2)
        for overlap in overlaps
    ]
    peer, ours = extra_peak_mb(ways[DEFAULT]), extra_peak_mb(lambda: segmenter(path))
    rows.append(_row(f"{what}, extra MB", peer, ours, 4))
    return rows


def placed(cells: Cells) -> list[Placed]:
    """Return the masks of cells."""
    return [Placed(cell.mask.crop > 0, cell.mask.left, cell.mask.top) for cell in cells]


def _row(what: str, peer: float, ours: float, target: float | None = None) -> Row:
    if sahi_peer.INSTALLED:
        return Row("B15", what, peer, ours, target, "GREEDYNMM, no pass over the whole image")
    return Row("B15", what, math.nan, ours, None, sahi_peer.MISSING)
