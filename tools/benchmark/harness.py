"""What the benchmarks share: timing, memory, one row of the table."""

import contextlib
import ctypes
import gc
import os
import platform
import statistics
import threading
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch

DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
FULL_SIZE = DEVICE == "cuda"  # run.py --full-size sets it on the CPU too


@dataclass
class Row:
    """One comparison.

    Attributes:
        id: The benchmark's, such as "B1".
        what: What is compared, and the unit: "ms", "MB" ...
        peer: The peer's figure.
        ours: Our figure.
        target: What the peer's figure over ours shall be at least; None where there is none.
        equality: What was checked of the results and how it came out.
        exact: The figures themselves shall be equal; there is no ratio.
        limit: What our figure shall be at most, in place of a target.
    """

    id: str
    what: str
    peer: float
    ours: float
    target: float | None
    equality: str
    exact: bool = False
    limit: float | None = None

    @property
    def ratio(self) -> float | None:
        """The peer's figure over ours; None where figures shall be equal."""
        return None if self.exact else self.peer / self.ours

    @property
    def met(self) -> bool | None:
        """Whether the target or limit is met."""
        if self.exact:
            return self.peer == self.ours
        if self.limit is not None:
            return self.ours <= self.limit
        return None if self.target is None else self.ratio >= self.target


def median_ms(functions: dict[str, Callable[[], object]], repeats: int) -> dict[str, float]:
    """Return the median milliseconds of each function, after a warm-up.

    They take turns, so that what else the machine does falls on all of them.
    """
    times = {name: [] for name in functions}
    for turn in range(repeats + 1):
        for name, function in functions.items():
            _synchronize()
            start = time.perf_counter()
            function()
            _synchronize()
            if turn:
                times[name].append(1000 * (time.perf_counter() - start))
    return {name: statistics.median(values) for name, values in times.items()}


def extra_peak_mb(function: Callable[[], object], device: str = DEVICE) -> float:
    """Return how far the memory in use rises while a function runs, in MB, after a warm-up.

    On a GPU by PyTorch's allocator; on the CPU by the process's resident memory, read every 0.2 ms,
    so that what is allocated but never written to does not count. At least 0.1, the resolution.

    Args:
        function: Is run twice.
        device: Whose memory; "cpu" for a function that does its work there on every machine.
    """
    function()
    gc.collect()
    _return_freed_memory()
    if device == "cuda":
        torch.cuda.synchronize()
        torch.cuda.reset_peak_memory_stats()
        before = torch.cuda.memory_allocated()
        function()
        torch.cuda.synchronize()
        return max(torch.cuda.max_memory_allocated() - before, 1e5) / 1e6
    peak = before = _resident_bytes()
    done = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.is_set():
            peak = max(peak, _resident_bytes())
            time.sleep(0.0002)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        result = function()
        peak = max(peak, _resident_bytes())
        del result
    finally:
        done.set()
        watcher.join()
    return max(peak - before, 1e5) / 1e6


def traced_peak_mb(function: Callable[[], object]) -> float:
    """Return what Python and NumPy have allocated at once, at most, while a function runs, in MB.

    Unlike :func:`extra_peak_mb` it does not depend on what the allocator keeps; what PyTorch
    allocates is not in it.
    """
    gc.collect()
    tracemalloc.start()
    try:
        function()
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()


def hardware() -> str:
    """Return one line on the machine."""
    cpu = platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        cpu = names[0].split(":", 1)[1].strip() if names else cpu
    gpu = torch.cuda.get_device_name() if DEVICE == "cuda" else "none"
    return (
        f"CPU {cpu}, {os.cpu_count()} cores, {torch.get_num_threads()} PyTorch threads; GPU {gpu}; "
        f"PyTorch {torch.__version__}"
    )


def _synchronize() -> None:
    if DEVICE == "cuda":
        torch.cuda.synchronize()


def _return_freed_memory() -> None:
    """Let glibc give back what the warm-up has freed; else its reuse would not show."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").malloc_trim(0)


def _resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
