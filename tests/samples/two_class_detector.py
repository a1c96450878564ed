"""A detector of two classes, small and with random weights."""

import torch
from fake_backend import AS_IT_IS
from mmdet.registry import MODELS
from mmengine.config import Config, ConfigDict
from mmengine.registry import init_default_scope
from repository import ROOT

from mmcsam.inference.model.detector import build_detector
from mmcsam.inference.model.known_types import without_start
from mmcsam.inference.model.model_card import ModelCard
from mmcsam.inference.model.packed_model import write_packed_model


def two_class_card(**known):
    """Return the card of the detector; keywords are fields of it."""
    model = without_start(Config.fromfile(ROOT / "tests/samples/tiny_detector.py").model.to_dict())
    for head in ("bbox_head", "mask_head"):
        model["roi_head"][head]["num_classes"] = 2
    return ModelCard("two-class", ("plasma cell", "other cell"), model, list(AS_IT_IS), **known)


def two_class_weights(card):
    """Return the detector's weights by name, the same each time."""
    init_default_scope("mmdet")
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return MODELS.build(ConfigDict(card.model)).state_dict()


def two_class_detector(card):
    """Return the detector in evaluation mode."""
    return build_detector(card, two_class_weights(card), "two")


def pack_two_class_model(path, **known):
    """Pack the detector."""
    card = two_class_card(**known)
    return write_packed_model(path, card, two_class_weights(card))
