"""A worker that is a process of this machine."""

import multiprocessing
import os
import pickle
import signal
import threading
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

import cv2

from .image_predictor import ImagePredictor


class ProcessWorker:
    """A process that predicts images.

    It is started from a clean one in which the libraries are loaded once
    (https://docs.python.org/3/library/multiprocessing.html#contexts-and-start-methods), since
    PyTorch's and OpenCV's threads do not survive a plain fork.

    Args:
        predictor: What it does; a copy is sent.
        threads: The network's.
    """

    lost: tuple[type[BaseException], ...] = (BrokenProcessPool,)

    def __init__(self, predictor: ImagePredictor, threads: int) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([__name__, *predictor.preload])
        # Multiprocessing would share each weight by an open file, of which there are too many.
        content = pickle.dumps(predictor)
        # One process a pool: where it dies, the others go on.
        self._pool = ProcessPoolExecutor(
            1, context, initializer=_start, initargs=(content, threads)
        )

    def submit(self, method: str, *args: Any) -> Future:
        """Call a method of the predictor."""
        return self._pool.submit(_call, method, *args)

    def close(self) -> None:
        """Let the process end once it has done what it is doing."""
        self._pool.shutdown(wait=False, cancel_futures=True)


_predictor: ImagePredictor | None = None


def _start(predictor: bytes, threads: int) -> None:
    global _predictor
    _predictor = pickle.loads(predictor)
    _predictor.set_threads(threads)
    cv2.setNumThreads(1)
    # Ctrl-C reaches every process; the parent alone handles it. Where the parent is killed, nobody
    # would tell this process to end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _call(method: str, *args: Any) -> Any:
    return getattr(_predictor, method)(*args)
