import math

import pytest
import torch
from mmdet.registry import MODELS

from mmcsam.models import ECA
from mmcsam.models.necks.eca import adaptive_kernel_size


@pytest.mark.parametrize(
    ("channels", "kernel"), [(16, 3), (64, 3), (128, 5), (256, 5), (384, 5), (512, 5), (2048, 7)]
)
def test_kernel_follows_the_channels(channels, kernel):
    """t = (log2(C) + 1) / 2, rounded down, and to the next odd number if even (ECA-Net's code)."""
    assert adaptive_kernel_size(channels) == kernel
    assert ECA(channels).conv.kernel_size == (kernel,)


def test_parameters(count):
    assert count(ECA(384)) == 5
    assert count(ECA(384, kernel_size=9)) == 9


def test_one_channel_sees_its_neighbours():
    """Channel means 2, 4, 6 (and zeros outside) under the kernel 0.1, 0.5, -0.2."""
    eca = ECA(3, kernel_size=3)
    eca.conv.weight.data = torch.tensor([[[0.1, 0.5, -0.2]]])
    x = torch.tensor([2.0, 4.0, 6.0]).view(1, 3, 1, 1).expand(1, 3, 2, 2).clone()
    x[..., 0, 0] += 1  # the mean stays
    x[..., 1, 1] -= 1
    logits = [0.5 * 2 - 0.2 * 4, 0.1 * 2 + 0.5 * 4 - 0.2 * 6, 0.1 * 4 + 0.5 * 6]
    weights = torch.tensor([1 / (1 + math.exp(-logit)) for logit in logits]).view(1, 3, 1, 1)
    torch.testing.assert_close(eca(x), x * weights)


def test_samples_are_independent():
    eca = ECA(16)
    x = torch.randn(3, 16, 4, 4)
    torch.testing.assert_close(eca(x)[1:2], eca(x[1:2]))


def test_zero_rois():
    assert ECA(16)(torch.zeros(0, 16, 4, 4)).shape == (0, 16, 4, 4)


def test_as_part_of_a_neck():
    neck = MODELS.build(
        [
            {"type": "FPN", "in_channels": [8, 16], "out_channels": 32, "num_outs": 3},
            {"type": "ECA", "channels": 32},
        ]
    )
    pyramid = [torch.randn(2, 8, 8, 8), torch.randn(2, 16, 4, 4)]
    fpn, eca = neck
    weighed = neck(pyramid)
    assert isinstance(weighed, tuple)
    assert [level.shape for level in weighed] == [(2, 32, 8, 8), (2, 32, 4, 4), (2, 32, 2, 2)]
    for level, plain in zip(weighed, fpn(pyramid), strict=True):
        torch.testing.assert_close(level, eca(plain))


@pytest.mark.parametrize("kernel_size", [2, 0, -3])
def test_bad_kernel(kernel_size):
    with pytest.raises(ValueError, match=f"odd and positive, got {kernel_size}"):
        ECA(16, kernel_size=kernel_size)
