"""Weights are loaded whole, or refused with their names."""

import pytest
import torch
from torch import nn

from mmcsam.jobs.problem import UnusableFileError
from mmcsam.ops.exact_weights import load_exact_weights


def model(width=3):
    torch.manual_seed(width)
    return nn.Sequential(nn.Conv2d(1, width, 3), nn.BatchNorm2d(width))


def refused(module, weights):
    with pytest.raises(UnusableFileError) as error:
        load_exact_weights(module, weights, "w.pth", "Give another one")
    assert str(error.value).startswith("w.pth: ")
    assert str(error.value).endswith("the config describes. Give another one.")
    return error.value.problem.found


@pytest.mark.parametrize("prefix", ["", "module."])
def test_all_weights(prefix):
    weights = {prefix + name: value + 1 for name, value in model().state_dict().items()}
    module = model()
    load_exact_weights(module, weights, "w.pth", "")
    assert all(torch.equal(v, weights[prefix + k]) for k, v in module.state_dict().items())


def test_older_batch_norms_count_no_batches():
    weights = model().state_dict()
    del weights["1.num_batches_tracked"]
    load_exact_weights(model(), weights, "w.pth", "")


def test_missing_weights_are_listed():
    weights = model().state_dict()
    del weights["0.bias"]
    assert refused(model(), weights) == "1 of the model's 7 weights are missing (0.bias)"


def test_foreign_weights_are_listed():
    weights = {**model().state_dict(), **{f"x.{place}": torch.zeros(1) for place in range(7)}}
    found = refused(model(), weights)
    assert found == "7 do not belong to it (x.0, x.1, x.2, x.3, x.4 and 2 more)"


def test_shapes_are_listed():
    found = refused(model(3), model(4).state_dict())
    assert found.startswith("6 have another shape (0.weight, 0.bias, 1.weight, 1.bias, ")


def test_all_three():
    found = refused(model(), {"0.bias": torch.zeros(9), "y": torch.zeros(1)})
    assert found == (
        "5 of the model's 7 weights are missing (0.weight, 1.weight, 1.bias, 1.running_mean, "
        "1.running_var); 1 have another shape (0.bias); 1 do not belong to it (y)"
    )
