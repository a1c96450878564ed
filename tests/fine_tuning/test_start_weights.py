"""Weights for a choice of classes."""

import pytest
import torch
from torch import nn

from mmcsam.fine_tuning.start_weights import start_weights, with_classes


def test_config():
    config = {"roi_head": {"bbox_head": [{"num_classes": 3}], "agnostic": {"num_classes": 1}}}
    found = with_classes(config, 3, 2)
    assert found == {
        "roi_head": {"bbox_head": [{"num_classes": 2}], "agnostic": {"num_classes": 1}}
    }
    assert config["roi_head"]["bbox_head"][0]["num_classes"] == 3


def heads(classes):
    return nn.ModuleDict(
        {
            "same": nn.Linear(2, 5),
            "cls": nn.Linear(2, classes + 1),
            "reg": nn.Linear(2, 4 * classes),
            "mask": nn.Conv2d(2, classes, 1),
        }
    )


@pytest.mark.parametrize("chosen", [[0], [2, 1], [0, 1, 2]])
def test_channels_of_the_chosen_classes(chosen):
    old, new = heads(3), heads(len(chosen))
    found = start_weights(new, old.state_dict(), chosen, 3)
    new.load_state_dict(found)
    inputs = torch.rand(4, 2)
    assert torch.equal(new["same"](inputs), old["same"](inputs))
    torch.testing.assert_close(new["cls"](inputs), old["cls"](inputs)[:, [*chosen, 3]])
    boxes = old["reg"](inputs).reshape(4, 3, 4)[:, chosen].reshape(4, -1)
    torch.testing.assert_close(new["reg"](inputs), boxes)
    image = torch.rand(1, 2, 3, 3)
    torch.testing.assert_close(new["mask"](image), old["mask"](image)[:, chosen])


def test_another_shape():
    weights = {**heads(3).state_dict(), "same.weight": torch.zeros(6, 2)}
    with pytest.raises(ValueError, match=r"same\.weight is \(6, 2\) in the model and \(5, 2\)"):
        start_weights(heads(2), weights, [0, 1], 3)
