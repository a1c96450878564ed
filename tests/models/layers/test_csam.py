import math

import pytest
import torch
from torch import nn

from mmcsam.models import CSAM
from mmcsam.models.layers.csam import max_and_average


@pytest.fixture
def csam():
    return CSAM(in_channels=8, kernel_size=3)


@pytest.fixture
def zeroed(csam):
    for parameter in csam.parameters():
        nn.init.zeros_(parameter)
    return csam


def test_parameters(count):
    """The paper's table 1 gives CSAM 0.1M. By part: 40 + 100,356 + 1,572 + 393."""
    csam = CSAM()
    parts = [csam.guide_conv, csam.guided_attention, csam.guide_attention, csam.attention]
    assert [count(part) for part in parts] == [40, 100_356, 1_572, 393]
    assert count(csam) == 102_361


def test_attention_lies_between_0_and_1(csam):
    attention = csam.attention_map(torch.randn(5, 8, 6, 6), torch.rand(5, 1, 24, 24))
    assert attention.shape == (5, 1, 6, 6)
    assert attention.min() > 0
    assert attention.max() < 1


def test_attention_can_fall_below_a_half(csam):
    """No ReLU in front of the sigmoid: attention must be able to suppress."""
    nn.init.constant_(csam.attention.bias, -5)
    nn.init.zeros_(csam.attention.weight)
    attention = csam.attention_map(torch.randn(1, 8, 6, 6), torch.rand(1, 1, 6, 6))
    torch.testing.assert_close(attention, torch.full((1, 1, 6, 6), 1 / (1 + math.exp(5))))


def test_zero_weights_halve_the_features(zeroed):
    guided = torch.randn(2, 8, 6, 6)
    torch.testing.assert_close(zeroed(guided, torch.rand(2, 1, 6, 6)), guided / 2)


def test_hand_computed(zeroed):
    """Every convolution passes one value on, scaled: attention = sigmoid(2 * 3 * max - 5 * 0.5)."""
    zeroed.guide_conv.conv.weight.data[0, 0, 1, 1] = 1
    zeroed.guide_attention.conv.weight.data[1, 0, 1, 1] = 3  # maximum of guide channel 0
    zeroed.guided_attention.conv.weight.data[2, 8, 1, 1] = 5  # average of guided channel 0
    zeroed.attention.weight.data[0, 4 + 1, 1, 1] = 2
    zeroed.attention.weight.data[0, 2, 1, 1] = -1
    guide = torch.zeros(1, 1, 4, 4)
    guide[0, 0, 1, 0] = 0.8
    guided = torch.full((1, 8, 2, 2), 0.5)
    attention = torch.full((1, 1, 2, 2), 1 / (1 + math.exp(2.5)))
    attention[0, 0, 0, 0] = 1 / (1 + math.exp(-(2 * 3 * 0.8 - 2.5)))
    torch.testing.assert_close(zeroed.attention_map(guided, guide), attention)
    torch.testing.assert_close(zeroed(guided, guide), guided * attention)


def test_pools_the_guide_to_maximum_and_average():
    guide = torch.arange(16.0).view(1, 1, 4, 4)
    pooled = max_and_average(guide, (2, 2))
    assert pooled.tolist() == [[[[5, 7], [13, 15]], [[2.5, 4.5], [10.5, 12.5]]]]


@pytest.mark.parametrize("side", [128, 32, 48, 16])
def test_guide_of_any_size(side):
    csam = CSAM()
    guided = torch.randn(2, 256, 32, 32)
    assert csam(guided, torch.rand(2, 1, side, side)).shape == guided.shape


def test_the_guide_steers(csam):
    guided, guide = torch.randn(1, 8, 8, 8), torch.zeros(1, 1, 8, 8)
    before = csam.attention_map(guided, guide)
    guide[..., :4] = 1
    after = csam.attention_map(guided, guide)
    # Three 3x3 convolutions: columns 7 and beyond are out of reach of column 3.
    assert not torch.equal(before[..., :4], after[..., :4])
    assert torch.equal(before[..., 7], after[..., 7])


def test_constant_guide(csam):
    """A guide without structure leaves the attention to the guided features."""
    guide = torch.full((2, 1, 8, 8), 0.3)
    attention = csam.attention_map(torch.zeros(2, 8, 8, 8), guide)
    inner = attention[..., 3:-3, 3:-3]
    torch.testing.assert_close(inner, inner[:1, :, :1, :1].expand_as(inner))


def test_gradients(csam):
    guided = torch.randn(2, 8, 6, 6, requires_grad=True)
    guide = torch.rand(2, 1, 12, 12, requires_grad=True)
    csam(guided, guide).square().sum().backward()
    assert guided.grad.abs().sum() > 0
    assert guide.grad.abs().sum() > 0
    for name, parameter in csam.named_parameters():
        assert parameter.grad is not None, name
        assert parameter.grad.abs().sum() > 0, name


def test_zero_rois(csam):
    csam(torch.zeros(0, 8, 6, 6), torch.zeros(0, 1, 12, 12)).sum().backward()
    assert all(parameter.grad is not None for parameter in csam.parameters())


@pytest.mark.parametrize("kernel_size", [6, 0])
def test_bad_kernel(kernel_size):
    with pytest.raises(ValueError, match=f"odd and positive, got {kernel_size}"):
        CSAM(kernel_size=kernel_size)


def attention(**settings):
    torch.manual_seed(0)
    return CSAM(in_channels=8, kernel_size=3, **settings)


@pytest.fixture
def guided():
    return torch.randn(4, 8, 6, 6)


def plain_attention_map(csam, guided, guide):
    """The module as the paper draws it, with both poolings of the guided features."""
    size = guided.shape[-2:]
    guided_map = csam.guided_attention(max_and_average(guided, size))
    guide_map = csam.guide_attention(max_and_average(csam.guide_conv(guide), size))
    return torch.sigmoid(csam.attention(torch.cat([guided_map, guide_map], dim=1)))


def test_folded_pooling_is_exact(guided):
    csam, guide = attention(), torch.rand(4, 1, 12, 12)
    plain = plain_attention_map(csam, guided, guide)
    folded = csam.attention_map(guided, guide)
    torch.testing.assert_close(folded, plain, atol=1e-6, rtol=0)
    parameters = list(csam.parameters())
    for a, b in zip(
        torch.autograd.grad(folded.square().sum(), parameters),
        torch.autograd.grad(plain.square().sum(), parameters),
        strict=True,
    ):
        torch.testing.assert_close(a, b, atol=1e-5, rtol=1e-4)


def test_residual(guided):
    csam, guide = attention(integration="residual"), torch.rand(4, 1, 6, 6)
    expected = guided * (1 + csam.attention_map(guided, guide))
    torch.testing.assert_close(csam(guided, guide), expected)


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        ("probability", [0.0, 0.5, 0.6, 1.0]),
        ("logit", [-9.21024, 0.0, 0.405465, 9.21024]),
        ("binary", [0.0, 0.0, 1.0, 1.0]),
    ],
)
def test_values_of_the_guide(guided, value, seen):
    csam, inputs = attention(guide_value=value), []
    csam.guide_conv.register_forward_pre_hook(lambda _, x: inputs.append(x[0]))
    csam(guided, torch.tensor([0.0, 0.5, 0.6, 1.0]).view(4, 1, 1, 1).expand(4, 1, 6, 6))
    torch.testing.assert_close(inputs[0][:, 0, 0, 0], torch.tensor(seen), atol=1e-3, rtol=0)


def test_guide_dropout(guided):
    csam, guide = attention(guide_dropout=0.5), torch.rand(400, 1, 6, 6)
    guided, inputs = guided[:1].expand(400, 8, 6, 6), []
    csam.guide_conv.register_forward_pre_hook(lambda _, x: inputs.append(x[0]))
    csam(guided, guide)
    dropped = (inputs[0] == 0.5).all(dim=(1, 2, 3))
    assert 150 < dropped.sum() < 250
    assert torch.equal(inputs[0][~dropped], guide[~dropped])
    csam.eval()(guided, guide)
    assert torch.equal(inputs[1], guide)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"integration": "add"}, "integration must be one of multiply, residual, got 'add'"),
        ({"guide_value": "mask"}, "guide_value must be one of probability, logit, binary, got"),
        ({"guide_channels": 0}, "guide_channels must be 1 or more, got 0"),
        ({"guide_dropout": 1.5}, r"guide_dropout must be in \[0, 1\], got 1.5"),
    ],
)
def test_options_checked(settings, message):
    with pytest.raises(ValueError, match=message):
        CSAM(**settings)
