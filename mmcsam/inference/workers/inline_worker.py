"""A worker that is this process itself."""

from concurrent.futures import Future
from typing import Any

from .image_predictor import ImagePredictor


class InlineWorker:
    """This process, which does its work when it is given.

    Args:
        predictor: What it does.
    """

    lost: tuple[type[BaseException], ...] = ()

    def __init__(self, predictor: ImagePredictor) -> None:
        self._predictor = predictor

    def submit(self, method: str, *args: Any) -> Future:
        """Call a method of the predictor and wait for it."""
        future: Future = Future()
        future.set_result(getattr(self._predictor, method)(*args))
        return future

    def close(self) -> None:
        """Nothing is to be let go."""
