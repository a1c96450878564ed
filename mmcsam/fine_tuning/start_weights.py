"""A model's weights for the classes of other annotations."""

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn


def with_classes(config: Any, old: int, new: int) -> Any:
    """Return a model's config for another number of classes.

    Args:
        config: Plain data; ``num_classes`` may stand at any depth.
        old: Number of the config's classes; another number, such as the one class of a proposal
            network, stays.
        new: Number of classes to have.
    """
    if isinstance(config, dict):
        return {
            key: new if key == "num_classes" and value == old else with_classes(value, old, new)
            for key, value in config.items()
        }
    if isinstance(config, list | tuple):
        return [with_classes(value, old, new) for value in config]
    return config


def start_weights(
    model: nn.Module, weights: Mapping[str, Tensor], chosen: Sequence[int], old: int
) -> dict[str, Tensor]:
    """Return weights for a model with a choice of the classes that they were trained for.

    Args:
        model: With the new classes.
        weights: Of the model with the old ones.
        chosen: The old class of each new one.
        old: Number of old classes.

    Returns:
        dict: Where a layer has other channels, those of the chosen classes: one a class, several a
        class as in boxes, or one a class and one for the background, last.

    Raises:
        ValueError: If a layer has another shape for another reason.
    """
    return {
        name: _fitted(name, weights[name], own, list(chosen), old)
        for name, own in model.state_dict().items()
        if name in weights
    }


def _fitted(name: str, weight: Tensor, own: Tensor, chosen: list[int], old: int) -> Tensor:
    if weight.shape == own.shape:
        return weight
    rows = weight.shape[0]
    if weight.shape[1:] == own.shape[1:]:
        if rows == old + 1 and own.shape[0] == len(chosen) + 1:
            return weight[[*chosen, old]]
        if rows % old == 0 and own.shape[0] == rows // old * len(chosen):
            blocks = weight.reshape(old, rows // old, *weight.shape[1:])
            return torch.cat([blocks[label] for label in chosen])
    raise ValueError(
        f"{name} is {tuple(weight.shape)} in the model and {tuple(own.shape)} for other classes, "
        "expected a layer with channels of its classes; fine-tune with the model's own classes"
    )
