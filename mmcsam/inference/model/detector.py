"""A detector built from a card and weights."""

from collections.abc import Mapping

from mmdet.registry import MODELS
from mmengine.config import ConfigDict
from mmengine.model import BaseModel
from mmengine.registry import init_default_scope
from torch import Tensor

import mmcsam.components  # noqa: F401, registers what configs name
from mmcsam.ops.exact_weights import load_exact_weights

from .known_types import require_known_types, without_start
from .model_card import ModelCard


def build_detector(card: ModelCard, weights: Mapping[str, Tensor], source: str) -> BaseModel:
    """Build a detector that predicts.

    Args:
        card: Of the model.
        weights: Its weights by name.
        source: What to call the model in an error.

    Returns:
        BaseModel: In evaluation mode, on the CPU, with weights of 32 bits.

    Raises:
        ValueError: If the config names what is not registered.
        UnusableFileError: If the weights do not fit it.
    """
    config = without_start(card.model)
    require_known_types(config, source)
    require_known_types(card.pipeline, source)
    if rcnn := (config.get("test_cfg") or {}).get("rcnn"):
        # Our heads make no masks of the window's size then; others do not look at it.
        rcnn["mask_format"] = "rle"
    init_default_scope("mmdet")
    model: BaseModel = MODELS.build(ConfigDict(config))
    floats = {name: value.float() for name, value in weights.items()}
    cure = "Give the config that the checkpoint was trained with"
    load_exact_weights(model, floats, source, cure)
    return model.eval()
