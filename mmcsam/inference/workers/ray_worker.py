"""Workers of a Ray cluster."""

import logging
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from .image_predictor import ImagePredictor


class RayWorker:
    """An actor that holds the model, on whichever machine of the cluster has room.

    All machines need mmcsam, and the images and the output under the same paths.

    Args:
        actor: Ray's handle.
        lost: Ray's errors that mean that an actor, its machine or what it has sent is gone.
    """

    def __init__(self, actor: Any, lost: tuple[type[BaseException], ...]) -> None:
        self.lost = lost
        self._actor = actor

    def submit(self, method: str, *args: Any) -> Future:
        """Call a method of the predictor."""
        return self._actor.call.remote(method, *args).future()

    def close(self) -> None:
        """End the actor at once."""
        import ray

        ray.kill(self._actor)


class _Actor:
    def __init__(self, predictor: ImagePredictor, device: str | None, threads: int) -> None:
        predictor.set_threads(threads)
        predictor.segmenter.to(device)
        self._predictor = predictor

    def call(self, method: str, *args: Any) -> Any:
        return getattr(self._predictor, method)(*args)


def connect(
    address: str, predictor: ImagePredictor, threads: int
) -> tuple[Callable[[], RayWorker], int]:
    """Connect to a Ray cluster.

    Args:
        address: Of the cluster; "auto" finds the one of this machine, "local" starts one.
        predictor: What its workers do, on the device that was asked for.
        threads: The network's, of each worker.

    Returns:
        tuple: What makes a worker, and how many the cluster has room for: one a GPU, or without
        GPUs one for every ``threads`` processors.

    Raises:
        ConnectionError: If there is no cluster at the address.
        ImportError: If Ray is not installed.
    """
    try:
        import ray
        from ray import exceptions
    except ImportError as error:
        raise ImportError('a cluster needs Ray: pip install "mmcsam[ray]"', name="ray") from error
    if not ray.is_initialized():
        try:
            ray.init(address=address, logging_level=logging.ERROR, log_to_driver=False)
        except ConnectionError as error:
            raise ConnectionError(
                f"--ray {address}: no Ray cluster answers, expected a running one; start it with "
                "ray start --head"
            ) from error
    resources = ray.cluster_resources()
    device = predictor.segmenter.device
    gpus = int(resources.get("GPU", 0)) if device in (None, "cuda") else 0
    size = gpus or max(1, int(resources.get("CPU", 1)) // threads)
    actor = ray.remote(_Actor).options(
        num_cpus=threads, num_gpus=1 if gpus else 0, scheduling_strategy="SPREAD"
    )
    predictor.segmenter.to("cpu")  # the machines may have no GPU, or another one
    reference = ray.put(predictor)
    lost = (
        exceptions.RayActorError,
        exceptions.ObjectLostError,
        exceptions.NodeDiedError,
        exceptions.WorkerCrashedError,
        exceptions.OutOfMemoryError,
    )
    return lambda: RayWorker(actor.remote(reference, device, threads), lost), size
