"""One file that holds a model: weights, config, classes, card."""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from safetensors import SafetensorError, safe_open

from mmcsam.jobs.whole_file import whole_file

from .model_card import CARD_KEY, ModelCard

if TYPE_CHECKING:
    from torch import Tensor

SUFFIX = ".mmcsam"


def write_packed_model(
    path: str | Path, card: ModelCard, weights: "dict[str, Tensor]", half: bool = False
) -> Path:
    """Write a packed model: a safetensors file whose metadata hold the card.

    Args:
        path: The file.
        card: The model without its weights.
        weights: Tensors by name.
        half: Keep fractions in 16 bits: half the size, and about three digits.

    Returns:
        Path: ``path``.

    Raises:
        OSError: If it cannot be written.
        ValueError: If a weight is NaN or infinite, or would be in 16 bits.
    """
    from safetensors.torch import save_file

    from mmcsam.ops.checkpoint import require_finite

    require_finite(weights, path)
    kept = {
        name: (value.half() if half and value.is_floating_point() else value).contiguous()
        for name, value in sorted(weights.items())
    }
    for name, value in kept.items():
        if half and value.is_floating_point() and not value.isfinite().all():
            raise ValueError(
                f"{path}: the weight {name} reaches {weights[name].abs().max():.3g}, expected at "
                "most 65,504, where 16 bits end; pack it without --half"
            )
    with whole_file(path) as part:
        try:
            save_file(kept, part, {CARD_KEY: card.to_json()})
        except SafetensorError as error:  # of a full disk, for one
            raise OSError(
                f"{path}: cannot be written ({error}), expected room for what is written; free "
                "some, or write to another disk"
            ) from error
    return Path(path)


def read_card(path: str | Path) -> ModelCard:
    """Read a packed model's card alone.

    Raises:
        OSError: If the file cannot be read.
        ValueError: If it is no packed model, is damaged, or is of a later format.
    """
    return _read(path)[0]


def read_packed_model(path: str | Path) -> "tuple[ModelCard, dict[str, Tensor]]":
    """Read a packed model's card and weights; nothing in the file can be executed.

    Raises:
        OSError: If the file cannot be read.
        ValueError: If it is no packed model, is damaged, or is of a later format, or a weight is
            NaN or infinite.
    """
    from mmcsam.ops.checkpoint import require_finite

    card, names = _read(path)
    with safe_open(path, framework="pt") as file:
        weights = {name: file.get_tensor(name).clone() for name in names}
    require_finite(weights, path)
    return card, weights


def file_sha256(path: str | Path) -> str:
    """Return a file's SHA-256 in hexadecimal digits."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(2**20):
            digest.update(block)
    return digest.hexdigest()


def _read(path: str | Path) -> tuple[ModelCard, list[str]]:
    if not Path(path).is_file():
        raise FileNotFoundError(f"{path}: no such file, expected a packed model; check its name")
    try:
        with safe_open(path, framework="np") as file:
            metadata, names = file.metadata() or {}, list(file.keys())
    except SafetensorError as error:
        raise ValueError(
            f"{path}: no packed model or a damaged one ({error}), expected what `python -m mmcsam "
            "pack` writes; copy it again"
        ) from error
    if CARD_KEY not in metadata:
        raise ValueError(
            f"{path}: weights without a card, expected what `python -m mmcsam pack` writes"
        )
    return ModelCard.from_json(metadata[CARD_KEY], str(path)), names
