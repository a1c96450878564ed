"""Spread the work on many files over the processor's cores."""

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

import cv2

from .progress import progress

Item = TypeVar("Item")
Result = TypeVar("Result")


def map_in_processes(
    function: Callable[[Item], Result],
    items: Sequence[Item],
    workers: int | None,
    description: str,
    unit: str = "image",
) -> Iterator[Result]:
    """Yield ``function(item)`` for each item, in order, and show the progress.

    Args:
        function: Picklable where there is more than one worker.
        items: Its arguments.
        workers: Processes; None for one a processor core.
        description: What is done, for the progress.
        unit: What an item is.

    Raises:
        ValueError: If ``workers`` is below 1.
    """
    workers = (os.cpu_count() or 1) if workers is None else workers
    if workers < 1:
        raise ValueError(f"workers must be 1 or more, got {workers}")
    results = map(function, items) if workers == 1 else _pool(function, items, workers)
    return progress(results, description, len(items), unit)


def _pool(
    function: Callable[[Item], Result], items: Sequence[Item], workers: int
) -> Iterator[Result]:
    # OpenCV's threads would compete with the processes. They end before the fork: a child that ends
    # the ones it inherits waits forever for threads that it does not have.
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    # Ctrl-C reaches every process; the parent alone handles it.
    pool = ProcessPoolExecutor(
        workers, initializer=signal.signal, initargs=(signal.SIGINT, signal.SIG_IGN)
    )
    try:
        yield from pool.map(function, items, chunksize=4)
    finally:
        pool.shutdown(cancel_futures=True)
        cv2.setNumThreads(threads)
