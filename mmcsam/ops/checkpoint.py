"""Read a checkpoint without running anything in it."""

import pickle
import zipfile
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import torch
from torch import Tensor

from mmcsam.jobs.problem import UnusableFileError

_ALLOWED: dict[tuple[str, str], object] = {
    ("collections", "OrderedDict"): OrderedDict,
    ("torch", "Size"): torch.Size,
    ("torch._utils", "_rebuild_tensor_v2"): torch._utils._rebuild_tensor_v2,
    ("torch._utils", "_rebuild_parameter"): torch._utils._rebuild_parameter,
}
# The kinds of numbers that weights have; PyTorch reads the bytes of each.
_STORAGES = ("Float", "Double", "Half", "BFloat16", "Long", "Int", "Short", "Char", "Byte", "Bool")
_ALLOWED |= {("torch", f"{kind}Storage"): getattr(torch, f"{kind}Storage") for kind in _STORAGES}
_EXPECTED = "a checkpoint of PyTorch 1.6 or later"


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
        UnusableFileError: As for :func:`read_checkpoint` and :func:`weights_of`.
    """
    return weights_of(read_checkpoint(path), path)


def weights_of(content: object, path: str | Path) -> dict[str, Tensor]:
    """Return the weights of a checkpoint that was read.

    Args:
        content: The checkpoint, or the weights themselves.
        path: What to call it in an error.

    Raises:
        UnusableFileError: If it has no weights, or one of them is NaN or infinite.
    """
    state = content.get("state_dict", content) if isinstance(content, dict) else None
    weights = OrderedDict(
        (name, value)
        for name, value in (state.items() if isinstance(state, dict) else ())
        if isinstance(name, str) and isinstance(value, Tensor)
    )
    if not weights:
        raise UnusableFileError(
            str(path),
            "no weights in it",
            "a checkpoint with a state_dict",
            "Give a checkpoint that a training wrote",
        )
    require_finite(weights, path)
    # What layers say of their versions belongs to them.
    weights._metadata = getattr(state, "_metadata", OrderedDict())  # type: ignore[attr-defined]
    return weights


def require_finite(weights: Mapping[str, Tensor], path: str | Path) -> None:
    """Check that all weights are numbers: a network with others finds nothing, and says nothing.

    Args:
        weights: By name.
        path: What to call them in an error.

    Raises:
        UnusableFileError: If one is NaN or infinite; it is named.
    """
    for name, value in weights.items():
        if value.is_floating_point() and not torch.isfinite(value).all():
            raise UnusableFileError(
                str(path),
                f"the weight {name} has values that are NaN or infinite",
                "finite numbers",
                "Copy it again, or take an earlier checkpoint: the training may have diverged",
            )


def read_checkpoint(
    path: str | Path,
    map_location: Any = "cpu",
    allowed: Mapping[tuple[str, str], object] | None = None,
    unread: set[str] | None = None,
) -> dict:
    """Read all of a checkpoint that can be read without running anything in it.

    The file's checksums are compared, which PyTorch does not do.

    Args:
        path: A checkpoint that ``torch.save`` wrote. One of the form before PyTorch 1.6, as older
            model zoos have them, is read by PyTorch's own ``weights_only``.
        map_location: Where tensors go, as in ``torch.load``.
        allowed: Objects by module and name that may stand in it besides tensors.
        unread: Receives the names of those that may not, and were left out.

    Raises:
        OSError: If the file cannot be read.
        UnusableFileError: If it is no checkpoint, is damaged, or, in the older form, holds objects
            other than tensors.
    """
    if not Path(path).is_file():
        raise FileNotFoundError(f"{path}: no such file, expected a checkpoint; check its name")
    seen: set[str] = set() if unread is None else unread
    places = {**_ALLOWED, **(allowed or {})}

    # Python's own: C's takes gigabytes where a damaged file names a far place in its memo.
    class Unpickler(pickle._Unpickler):  # type: ignore[name-defined,misc]
        def find_class(self, module: str, name: str) -> object:
            if (module, name) not in places:
                seen.add(f"{module}.{name}")
            return places.get((module, name), _Ignored)

    reader = SimpleNamespace(
        Unpickler=Unpickler,
        load=lambda file, **how: Unpickler(file, **how).load(),
        __name__="mmcsam_weights",
    )
    is_zip = _is_zip(path)
    try:
        if is_zip:
            _check_zip(path)
            content = torch.load(path, map_location, weights_only=False, pickle_module=reader)
        else:
            with open(path, "rb") as file:
                content = torch.load(file, map_location, weights_only=True)
                # Of a damaged list of parts PyTorch reads as many as are listed, and for the others
                # gives memory that nobody has written.
                if file.read(1):
                    raise ValueError("it has more bytes than its weights")
    except Exception as error:  # a damaged or hostile file can raise anything
        parts = [part.strip() for part in str(error).split("\n\n") if part.strip()]
        # PyTorch says first how to read it all the same: no advice for a file of unknown origin.
        advice = len(parts) > 1 and parts[0].startswith("Weights only load failed")
        reason = parts[advice].partition("\n")[0] if parts else type(error).__name__
        raise UnusableFileError(
            str(path),
            f"PyTorch cannot read it ({reason:.100})",
            _EXPECTED,
            "Copy it again; one that holds more than weights can be read where it is trusted and "
            "saved again with torch.save",
        ) from error
    if not isinstance(content, dict):
        raise UnusableFileError(
            str(path), f"it holds no weights but {type(content).__name__}", _EXPECTED, "Check it"
        )
    return content


def _is_zip(path: str | Path) -> bool:
    """Return what PyTorch would: a ZIP file may have anything in front of it for others."""
    with open(path, "rb") as file:
        return file.read(4) == b"PK\x03\x04"


def _check_zip(path: str | Path) -> None:
    with zipfile.ZipFile(path) as file:
        if any(name.endswith("/constants.pkl") for name in file.namelist()):
            raise ValueError("it is a TorchScript program")
        damaged = file.testzip()
    if damaged is not None:
        raise ValueError(f"the checksum of {damaged} is wrong")
