import pytest
import torch
from mmdet.models.roi_heads.mask_heads import FCNMaskHead
from mmdet.registry import MODELS
from mmengine.runner.checkpoint import load_state_dict
from torch import nn

from mmcsam.models.roi_heads.mask_heads import foreign_weights
from mmcsam.models.roi_heads.mask_heads.foreign_weights import report_foreign_weights


@pytest.fixture
def messages(monkeypatch):
    """What is logged."""
    texts = []
    monkeypatch.setattr(foreign_weights, "print_log", lambda text, logger: texts.append(text))
    return texts


def test_weights_of_the_standard_head(messages):
    """A COCO checkpoint gives convs.1 to convs.3 and upsample."""
    stock = FCNMaskHead(num_classes=80)
    head = MODELS.build(
        {
            "type": "CSAMMaskHead",
            "fusion": {"type": "MultiScaleFusion"},
            "csam": {"type": "CSAM"},
            "num_classes": 1,
        }
    )
    load_state_dict(head, stock.state_dict(), strict=False, logger="silent")
    (message,) = messages
    taken, others = message.split("; not in it, or of another shape: ")
    assert taken.endswith(
        "taken from the checkpoint: convs.0.conv.bias, convs.1.conv.weight, convs.1.conv.bias, "
        "convs.2.conv.weight, convs.2.conv.bias, convs.3.conv.weight, convs.3.conv.bias, "
        "upsample.weight, upsample.bias"
    )
    assert "convs.0.conv.weight" in others
    for name in ("convs.1.conv", "convs.2.conv", "convs.3.conv", "upsample"):
        for kind in ("weight", "bias"):
            key = f"{name}.{kind}"
            assert torch.equal(head.state_dict()[key], stock.state_dict()[key])


def test_own_weights_need_no_word(messages):
    layer = nn.Linear(2, 3)
    report_foreign_weights(layer, {"head.weight": layer.weight, "head.bias": layer.bias}, "head.")
    assert messages == []


def test_shapes_alone_are_left_to_pytorch(messages):
    """All names are there, so it is a checkpoint of this model with other settings."""
    weights = {"head.weight": torch.zeros(3, 5), "head.bias": torch.zeros(4)}
    report_foreign_weights(nn.Linear(2, 3), weights, "head.")
    assert messages == []


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ({"other.bias": torch.zeros(3)}, "nothing; not in it, or of another shape: weight, bias"),
        ({"head.bias": torch.zeros(3)}, "bias; not in it, or of another shape: weight"),
        ({"head.bias": torch.zeros(4)}, "nothing; not in it, or of another shape: weight, bias"),
    ],
)
def test_what_came_in_and_what_did_not(messages, weights, expected):
    report_foreign_weights(nn.Linear(2, 3), weights, "head.")
    assert messages == [f"head: taken from the checkpoint: {expected}"]
