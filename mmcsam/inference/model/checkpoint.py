"""Read the weights of a checkpoint, and nothing else of it."""

import pickle
import zipfile
from collections import OrderedDict
from pathlib import Path
from types import SimpleNamespace

import torch
from torch import Tensor

_ALLOWED = {
    ("collections", "OrderedDict"): OrderedDict,
    ("torch", "Size"): torch.Size,
    ("torch._utils", "_rebuild_tensor_v2"): torch._utils._rebuild_tensor_v2,
    ("torch._utils", "_rebuild_parameter"): torch._utils._rebuild_parameter,
}
# The kinds of numbers that weights have; PyTorch reads the bytes of each.
_STORAGES = ("Float", "Double", "Half", "BFloat16", "Long", "Int", "Short", "Char", "Byte", "Bool")
_ALLOWED |= {("torch", f"{kind}Storage"): getattr(torch, f"{kind}Storage") for kind in _STORAGES}


class _Ignored:
    """Stands for an object whose class is not allowed: it takes everything and does nothing."""

    def __new__(cls, *args: object, **kwargs: object) -> "_Ignored":
        return super().__new__(cls)

    def __init__(self, *args: object, **kwargs: object) -> None:
        pass

    def __call__(self, *args: object, **kwargs: object) -> "_Ignored":
        return _Ignored()

    def __setstate__(self, state: object) -> None:
        pass

    def __setitem__(self, key: object, value: object) -> None:
        pass

    def append(self, value: object) -> None:
        """Take an item."""

    def extend(self, values: object) -> None:
        """Take items."""


class _WeightsUnpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> object:
        return _ALLOWED.get((module, name), _Ignored)


def read_weights(path: str | Path) -> dict[str, Tensor]:
    """Read a checkpoint's weights on the CPU; nothing in the file is executed.

    MMEngine's checkpoints hold more than weights, such as the buffers of the log, which PyTorch's
    ``weights_only`` refuses as a whole. Here what is not a tensor is left unread.

    Args:
        path: A checkpoint that MMEngine or ``torch.save`` wrote; its ``state_dict`` is read, or
            the file itself where it is one.

    Returns:
        dict: Tensors by name.

    Raises:
        OSError: If the file cannot be read.
        ValueError: If it is no checkpoint of PyTorch 1.6 or later, is damaged, or has no weights.
    """
    if not Path(path).is_file():
        raise FileNotFoundError(f"{path}: no such file, expected a checkpoint; check its name")
    if not zipfile.is_zipfile(path):
        raise ValueError(
            f"{path}: no zip file, expected a checkpoint of PyTorch 1.6 or later; read it where "
            "you trust it and save it again with torch.save"
        )
    reader = SimpleNamespace(
        Unpickler=_WeightsUnpickler, load=pickle.load, __name__="mmcsam_weights"
    )
    try:
        content = torch.load(path, map_location="cpu", weights_only=False, pickle_module=reader)
    except Exception as error:  # a damaged or hostile pickle can raise anything
        reason = str(error).partition("\n")[0] or type(error).__name__
        raise ValueError(
            f"{path}: PyTorch cannot read it ({reason:.100}), expected a checkpoint; copy it again"
        ) from error
    state = content.get("state_dict", content) if isinstance(content, dict) else None
    weights = {
        name: value
        for name, value in (state.items() if isinstance(state, dict) else ())
        if isinstance(name, str) and isinstance(value, Tensor)
    }
    if not weights:
        raise ValueError(f"{path}: no weights in it, expected a checkpoint with a state_dict")
    return weights
