"""B17: memory of a prediction from a tiled TIFF, by the image's size."""

import math
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import harness
import sahi_peer
from b15_tiles import DEFAULT, TILE, segmenter_of
from demo_model import pack_demo
from harness import Row, extra_peak_mb, traced_peak_mb
from slide import draw_slide

CELLS = 1000  # in each image: cells take memory too
FLAT = 1.1
NOTE = f"SAHI with slices of {TILE}" if sahi_peer.INSTALLED else sahi_peer.MISSING


def run(repeats: int) -> Iterator[Row]:
    """Measure, and yield the rows; once, whatever ``repeats`` says.

    The detector is exact and runs no network, whose memory is that of one tile.
    """
    sides = (4000, 8000, 16000) if harness.FULL_SIZE else (4000, 8000)
    first = first_traced = (math.nan, math.nan)
    with tempfile.TemporaryDirectory() as name:
        segmenter = segmenter_of(pack_demo(Path(name) / "demo.mmcsam"), TILE)
        for side in sides:
            path = Path(name) / "slide.tif"
            draw_slide(path, side, CELLS)
            peak, traced = measure(
                lambda path=path: sahi_peer.find_cells(path, segmenter, TILE, DEFAULT),
                lambda path=path: segmenter(path),
            )
            what = f"{side}^2, {CELLS} cells, extra MB"
            yield Row("B17", what, *peak, None, NOTE)
            if side == sides[0]:
                first, first_traced = peak, traced
                continue
            what = f"extra MB, over that at {sides[0]}^2"
            yield Row("B17", what, *growth(peak, first), None, NOTE, limit=FLAT)
            # Beside it, not in its place: it leaves out what PyTorch and the allocator hold.
            what = f"allocated by Python and NumPy, over that at {sides[0]}^2"
            equality = f"SAHI {traced[0]:.0f} MB, ours {traced[1]:.0f} MB"
            yield Row("B17", what, *growth(traced, first_traced), None, equality)


def growth(now: tuple[float, float], first: tuple[float, float]) -> tuple[float, float]:
    """Return how many times the peer's figure and ours have grown."""
    return now[0] / first[0], now[1] / first[1]


def measure(
    peer: Callable[[], object], ours: Callable[[], object]
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the peer's figure and ours: of the process's memory, and of what is allocated."""
    peak, traced = extra_peak_mb(ours, "cpu"), traced_peak_mb(ours)
    if not sahi_peer.INSTALLED:
        return (math.nan, peak), (math.nan, traced)
    return (extra_peak_mb(peer, "cpu"), peak), (traced_peak_mb(peer), traced)
