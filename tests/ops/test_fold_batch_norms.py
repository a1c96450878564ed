"""Batch norms that are folded into convolutions."""

import pytest
import torch
from mmcv.cnn import ConvModule
from torch import nn

from mmcsam.models.backbones import EfficientNetLite
from mmcsam.ops.fold_batch_norms import fold_batch_norms

BN = {"type": "BN", "eps": 1e-3}


def with_statistics(model: nn.Module) -> nn.Module:
    torch.manual_seed(0)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.uniform_(-0.5, 0.5)
            module.running_var.uniform_(0.5, 2)
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.uniform_(module.bias, -0.5, 0.5)
    return model.eval()


@pytest.mark.parametrize("size", [(64, 96), (37, 51)])
@torch.no_grad()
def test_a_whole_backbone(size):
    model = with_statistics(EfficientNetLite())
    norms = sum(isinstance(module, nn.BatchNorm2d) for module in model.modules())
    images = torch.rand(1, 3, *size)
    before = model(images)
    assert fold_batch_norms(model) == norms == 48
    assert not any(isinstance(module, nn.BatchNorm2d) for module in model.modules())
    for own, folded in zip(before, model(images), strict=True):
        torch.testing.assert_close(folded, own, rtol=1e-4, atol=1e-4 * float(own.abs().max()))


@torch.no_grad()
def test_bias_of_its_own():
    model = with_statistics(ConvModule(2, 3, 3, padding=1, bias=True, norm_cfg=BN, act_cfg=None))
    images = torch.rand(1, 2, 5, 5)
    before = model(images)
    assert fold_batch_norms(model) == 1
    torch.testing.assert_close(model(images), before)


def shared() -> nn.Module:
    """Two modules with norms of their own and one convolution, as in RTMDet's head."""
    first, second = (ConvModule(2, 2, 1, norm_cfg=BN) for _ in range(2))
    second.conv = first.conv
    return nn.ModuleList([first, second])


@pytest.mark.parametrize(
    "model",
    [
        shared(),
        ConvModule(2, 2, 1, norm_cfg=BN, order=("norm", "act", "conv")),
        ConvModule(2, 2, 1, norm_cfg={"type": "GN", "num_groups": 1}),
        ConvModule(2, 2, 1, norm_cfg={**BN, "track_running_stats": False}),
        ConvModule(2, 2, 1, norm_cfg=None),
    ],
    ids=["shared", "norm first", "group norm", "no statistics", "no norm"],
)
def test_what_cannot_be_folded_stays(model):
    before = str(model)
    assert fold_batch_norms(model) == 0
    assert str(model) == before
