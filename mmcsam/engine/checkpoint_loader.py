"""What MMEngine loads checkpoints by: nothing in a file is executed.

MMEngine reads a file that PyTorch's ``weights_only`` refuses a second time without it, and then
runs whatever code the file holds. Here files and web addresses are read by
:func:`~mmcsam.ops.checkpoint.read_checkpoint` instead, and the model zoos by ``weights_only``.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import numpy as np
import torch
from mmengine import dist
from mmengine.logging import HistoryBuffer, print_log
from mmengine.optim.scheduler.param_scheduler import OneCycleParamScheduler
from mmengine.runner.checkpoint import (
    CheckpointLoader,
    load_from_mmcls,
    load_from_openmmlab,
    load_from_torchvision,
)

from mmcsam.ops.checkpoint import read_checkpoint

_FORCE = "TORCH_FORCE_WEIGHTS_ONLY_LOAD"  # of PyTorch
# Functions that stand in a log buffer and in a schedule.
_METHODS = {
    HistoryBuffer: ("current", "max", "mean", "min"),
    OneCycleParamScheduler: ("_annealing_cos", "_annealing_linear"),
}


def _method(owner: object, name: str) -> object:
    """Stand for ``getattr`` of a method that a training's checkpoint names, and of no other."""
    for known, names in _METHODS.items():
        if owner is known and name in names:
            return getattr(known, name)
    raise ValueError(f"it asks for {name} of {owner!r:.40}, which no training writes")


def _scalar(dtype: np.dtype, data: bytes) -> np.generic:
    """Stand for NumPy's own, which takes objects too."""
    return np.frombuffer(data, dtype)[0]


def _encoded(text: str, encoding: str) -> bytes:
    """Stand for ``codecs.encode``, which runs any codec."""
    if encoding != "latin1":
        raise ValueError(f"it asks for the encoding {encoding!r:.40}, which no training writes")
    return text.encode("latin1")


# What a training's checkpoint holds beside tensors: the buffers of the log, schedules, numbers.
RESUMED: dict[tuple[str, str], object] = {
    ("mmengine.logging.history_buffer", "HistoryBuffer"): HistoryBuffer,
    ("mmengine.optim.scheduler.param_scheduler", "OneCycleParamScheduler"): OneCycleParamScheduler,
    ("__builtin__", "getattr"): _method,
    ("__builtin__", "set"): set,
    ("_codecs", "encode"): _encoded,
    ("numpy", "dtype"): np.dtype,
    ("numpy", "ndarray"): np.ndarray,
    **{
        (f"numpy.{core}.multiarray", name): stand_in
        for core in ("core", "_core")
        for name, stand_in in (
            ("scalar", _scalar),
            ("_reconstruct", np.zeros(0).__reduce__()[0]),
        )
    },
}


@CheckpointLoader.register_scheme(prefixes="", force=True)
def load_from_file(filename: str, map_location: Any = None) -> dict:
    """Read a checkpoint file.

    Args:
        filename: The file.
        map_location: As in ``torch.load``.

    Raises:
        FileNotFoundError: If there is no such file.
        UnusableFileError: If it is no checkpoint or is damaged.
    """
    unread: set[str] = set()
    content = read_checkpoint(os.path.expanduser(filename), map_location, RESUMED, unread)
    if unread:
        print_log(
            f"{filename}: {', '.join(sorted(unread))} left unread: objects of other classes than "
            "a training writes could run code",
            logger="current",
            level=30,
        )
    return content


@CheckpointLoader.register_scheme(prefixes=("http://", "https://"), force=True)
def load_from_web(filename: str, map_location: Any = None) -> dict:
    """Download a checkpoint to PyTorch's cache, unless it is there, and read it.

    Args:
        filename: Its address.
        map_location: As in ``torch.load``.

    Raises:
        OSError: If it cannot be downloaded.
        UnusableFileError: If it is no checkpoint or is damaged.
    """
    path = Path(torch.hub.get_dir(), "checkpoints", Path(urlparse(filename).path).name)
    if dist.is_main_process() and not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        torch.hub.download_url_to_file(filename, str(path), progress=os.isatty(2))
    dist.barrier()
    return load_from_file(str(path), map_location)


def _by_weights_only(load: Callable) -> Callable:
    def load_weights_only(filename: str, map_location: Any = None) -> dict:
        before = os.environ.get(_FORCE)
        os.environ[_FORCE] = "1"
        try:
            return load(filename, map_location)
        finally:
            if before is None:
                del os.environ[_FORCE]
            else:
                os.environ[_FORCE] = before

    load_weights_only.__name__ = load.__name__  # MMEngine's log says it
    return load_weights_only


for _prefixes, _load in (
    (("torchvision://", "modelzoo://"), load_from_torchvision),
    (("open-mmlab://", "openmmlab://"), load_from_openmmlab),
    (("mmcls://",), load_from_mmcls),
):
    CheckpointLoader.register_scheme(_prefixes, _by_weights_only(_load), force=True)
