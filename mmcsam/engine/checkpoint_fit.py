"""Does a checkpoint belong to the model that is about to take it?"""

from typing import Any

from mmengine.model import BaseTTAModel, is_model_wrapper
from mmengine.runner.checkpoint import CheckpointLoader
from torch import nn

from mmcsam.jobs.problem import UnusableFileError
from mmcsam.ops.checkpoint import read_checkpoint, weights_of
from mmcsam.ops.exact_weights import load_exact_weights

from .checkpoint_loader import RESUMED


def require_fitting(model: nn.Module, checkpoint: str) -> None:
    """Check that a checkpoint holds all of a model's weights and no others.

    MMEngine loads what fits and goes on with random weights for the rest. The weights are loaded
    into the model here too.

    Args:
        model: As the runner holds it, perhaps wrapped.
        checkpoint: File or address.

    Raises:
        OSError: If it cannot be read.
        UnusableFileError: If it is damaged, or of another model; the weights are listed.
    """
    load_exact_weights(
        _unwrapped(model),
        weights_of(CheckpointLoader.load_checkpoint(checkpoint, map_location="cpu"), checkpoint),
        checkpoint,
        "Give the config that the checkpoint was trained with",
    )


def require_some_fitting(model: nn.Module, checkpoint: str) -> None:
    """Check that a checkpoint to start from holds any of a model's weights.

    A training may start from another model's checkpoint, and takes what fits.

    Args:
        model: As the runner holds it, perhaps wrapped.
        checkpoint: File or address.

    Raises:
        OSError: If it cannot be read.
        UnusableFileError: If it is damaged, or nothing in it fits.
    """
    content = CheckpointLoader.load_checkpoint(checkpoint, map_location="cpu")
    given = {
        name.removeprefix("module."): value
        for name, value in weights_of(content, checkpoint).items()
    }
    own = _unwrapped(model).state_dict()
    if not any(name in given and given[name].shape == value.shape for name, value in own.items()):
        raise UnusableFileError(
            checkpoint,
            f"none of its {len(given)} weights fits one of the model's {len(own)} (it has "
            f"{next(iter(given))}, the model {next(iter(own))})",
            "a checkpoint to start from",
            "Set load_from to one of the same kind of model, or to None",
        )


def require_resumable(checkpoint: str) -> None:
    """Check that all of a training's state can be read from a checkpoint.

    Raises:
        OSError: If the file cannot be read.
        UnusableFileError: If it is damaged, has no state of a training, or holds objects that are
            not read since they could run code.
    """
    unread: set[str] = set()
    content = read_checkpoint(checkpoint, allowed=RESUMED, unread=unread)
    missing = [name for name in ("meta", "message_hub") if name not in content]
    if missing or unread:
        found = f"it has no {missing[0]}" if missing else f"it holds {', '.join(sorted(unread))}"
        raise UnusableFileError(
            checkpoint,
            found,
            "the state of a training, as the training itself writes it",
            "Start from its weights with --cfg-options load_from=FILE instead of --resume",
        )


def _unwrapped(model: Any) -> nn.Module:
    while is_model_wrapper(model) or isinstance(model, BaseTTAModel):
        model = model.module
    return model
