"""Paddings that do not depend on the image."""

import pytest
import torch
from mmcv.cnn.bricks.conv2d_adaptive_padding import Conv2dAdaptivePadding
from torch import nn

from mmcsam.deployment.graph.fixed_padding import fix_paddings


@pytest.mark.parametrize(("kernel", "stride"), [(3, 1), (3, 2), (5, 1), (5, 2), (4, 2)])
def test_the_same_for_multiples_of_the_stride(kernel, stride):
    torch.manual_seed(0)
    model = nn.Sequential(Conv2dAdaptivePadding(3, 4, kernel, stride=stride), nn.ReLU())
    weight = model[0].weight
    x = torch.randn(2, 3, 8, 12)
    expected = model(x)
    fix_paddings(model)
    assert not isinstance(model[0], Conv2dAdaptivePadding)
    assert model[0].weight is weight  # so that a file's weights are still found
    torch.testing.assert_close(model(x), expected)
