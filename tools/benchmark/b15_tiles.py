"""B15: an image in tiles, against SAHI with the same detector and tile size."""

import math
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import harness
import sahi_peer
from demo_model import CELL_WIDTH, pack_demo
from exact_detector import ExactDetector
from harness import DEVICE, Row, extra_peak_mb, median_ms
from slide import Placed, count_cells, draw_slide

from mmcsam.inference import Cells, Segmenter

SIDE, CELLS = 8192, 4000
TILE = 2048
DEFAULT, OURS = 0.2, 0.3125  # overlap: SAHI's own; 640 pixels of 2048 as in our tiles


def run(repeats: int) -> Iterator[Row]:
    """Measure, and yield the rows; once on the CPU, where a pass takes minutes."""
    repeats = repeats if DEVICE == "cuda" else 1
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        packed = pack_demo(folder / "demo.mmcsam")
        yield from exact_rows(folder / "exact.tif", packed, repeats)
        # With a network a pass over the whole image takes minutes on the CPU.
        side = SIDE if harness.FULL_SIZE else 3072
        path = folder / "network.tif"
        draw_slide(path, side, CELLS * side**2 // SIDE**2)
        yield from network_rows(path, packed, side, TILE, (DEFAULT, OURS), repeats)
        if side < SIDE:
            yield from network_rows(path, packed, side, TILE // 2, (DEFAULT,), repeats)


def segmenter_of(packed: Path, tile: int, network: bool = False) -> Segmenter:
    """Return a segmenter whose detector is exact, at one network pixel an image pixel."""
    segmenter = Segmenter(packed, device=DEVICE, cell_width=CELL_WIDTH, tile=tile)
    segmenter.backend = ExactDetector(segmenter.backend if network else None)
    return segmenter


def exact_rows(path: Path, packed: Path, repeats: int) -> Iterator[Row]:
    """Measure with the exact detector alone: what tiling and merging take, and what they find."""
    truth, segmenter = draw_slide(path, SIDE, CELLS), segmenter_of(packed, TILE)
    ways = ways_of(path, segmenter, TILE, (DEFAULT, OURS))
    found = {}

    def keep(name: float | str) -> None:
        found[name] = ways[name]()

    times = median_ms({name: partial(keep, name) for name in ways}, repeats)
    ours = count_cells(truth, placed(found["ours"]))
    for overlap in (DEFAULT, OURS):
        what = f"{SIDE}^2, exact detector, SAHI overlap {overlap}, ms"
        yield _row(what, times[overlap], times["ours"])
        counts = count_cells(truth, sahi_peer.placed(found[overlap]))
        what = f"cells drawn, and found as they are, SAHI overlap {overlap}"
        equality = f"merged/doubled/cut/lost: SAHI {counts}, ours {ours}"
        if not sahi_peer.INSTALLED:
            equality = f"ours {ours}; {sahi_peer.MISSING}"
        yield Row("B15", what, CELLS, ours.right, None, equality, exact=True)
    del truth
    found.clear()
    peak = [extra_peak_mb(ways[name], "cpu") for name in (DEFAULT, "ours")]
    yield _row(f"{SIDE}^2, exact detector, extra MB", *peak, target=4)


def network_rows(
    path: Path, packed: Path, side: int, tile: int, overlaps: Sequence[float], repeats: int
) -> Iterator[Row]:
    """Measure with the demo's network on each tile too."""
    ways = ways_of(path, segmenter_of(packed, tile, network=True), tile, overlaps)
    times = median_ms(ways, repeats)
    what = f"{side}^2, network, tile {tile}"
    for overlap in overlaps:
        yield _row(f"{what}, SAHI overlap {overlap}, ms", times[overlap], times["ours"], 2)
    peak = [extra_peak_mb(ways[name]) for name in (DEFAULT, "ours")]
    yield _row(f"{what}, extra MB", *peak, target=4)


def ways_of(
    path: Path, segmenter: Segmenter, tile: int, overlaps: Sequence[float]
) -> dict[float | str, Callable[[], Sequence]]:
    """Return what is compared: SAHI by its overlap, and ours."""
    return {
        **{
            overlap: partial(sahi_peer.find_cells, path, segmenter, tile, overlap)
            for overlap in overlaps
        },
        "ours": partial(segmenter, path),
    }


def placed(cells: Cells) -> list[Placed]:
    """Return the masks of cells."""
    return [Placed(cell.mask.crop > 0, cell.mask.left, cell.mask.top) for cell in cells]


def _row(what: str, peer: float, ours: float, target: float | None = None) -> Row:
    if sahi_peer.INSTALLED:
        return Row("B15", what, peer, ours, target, "GREEDYNMM, no pass over the whole image")
    return Row("B15", what, math.nan, ours, None, sahi_peer.MISSING)
