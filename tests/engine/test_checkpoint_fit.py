"""A checkpoint of another model is refused before it gives figures of random weights."""

import pytest
import torch
from mmengine.model import BaseTTAModel
from torch import nn

from mmcsam.engine.checkpoint_fit import (
    require_fitting,
    require_resumable,
    require_some_fitting,
)
from mmcsam.jobs.problem import UnusableFileError


class Detector(nn.Module):
    """Two layers."""

    def __init__(self, width=3):
        super().__init__()
        self.backbone, self.head = nn.Linear(2, width), nn.Linear(width, 1)

    def test_step(self, data):
        """Stand for a detector's."""


class Views(BaseTTAModel):
    """A detector that is tested on several views."""

    def merge_preds(self, data_samples_list):
        return data_samples_list


@pytest.fixture
def saved(tmp_path):
    def save(weights, **more):
        torch.save({"state_dict": weights, **more}, tmp_path / "w.pth")
        return str(tmp_path / "w.pth")

    return save


def test_fitting(saved):
    weights = Detector().state_dict()
    for model in (Detector(), Views(Detector())):
        require_fitting(model, saved(weights))
        own = getattr(model, "module", model).state_dict()
        assert all(torch.equal(own[name], value) for name, value in weights.items())


def test_of_a_distributed_training(saved):
    weights = {f"module.{name}": value for name, value in Detector().state_dict().items()}
    require_fitting(Detector(), saved(weights))


@pytest.mark.parametrize(
    ("weights", "found"),
    [
        (nn.Linear(2, 2).state_dict(), "4 of the model's 4 weights are missing"),
        (Detector(5).state_dict(), "3 have another shape"),
        ({**Detector().state_dict(), "guide.w": torch.zeros(1)}, r"1 do not belong to it \(guide"),
        ({k: v for k, v in Detector().state_dict().items() if "head" not in k}, "2 of the model's"),
    ],
)
def test_another_models(saved, weights, found):
    with pytest.raises(UnusableFileError, match=rf"w\.pth: {found}.*Give the config that"):
        require_fitting(Detector(), saved(weights))


def test_start_from_a_part(saved):
    require_some_fitting(Detector(), saved({"module.head.bias": torch.zeros(1)}))
    for weights in (
        {"other.bias": torch.zeros(1)},
        {"head.bias": torch.zeros(2)},
        nn.Linear(2, 2).state_dict(),
    ):
        with pytest.raises(UnusableFileError, match=r"none of its \d weights fits one of"):
            require_some_fitting(Detector(), saved(weights))


def test_resumable(saved):
    state = {"meta": {"iter": 1}, "message_hub": {}, "optimizer": {}}
    require_resumable(saved({"a": torch.zeros(1)}, **state))
    with pytest.raises(UnusableFileError, match=r"it has no meta; .*load_from=FILE instead"):
        require_resumable(saved({"a": torch.zeros(1)}))
    with pytest.raises(UnusableFileError, match=r"it holds __builtin__\.complex"):
        require_resumable(saved({"a": torch.zeros(1)}, **{**state, "optimizer": 1j}))
