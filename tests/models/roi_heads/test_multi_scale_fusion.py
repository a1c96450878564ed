import pytest
import torch
from torch import nn

from mmcsam.models import MultiScaleFusion
from mmcsam.models.roi_heads.roi_features import RoIFeatures


def levels(sizes, rois=2, channels=8):
    return RoIFeatures([torch.randn(rois, channels, size, size) for size in sizes])


@pytest.fixture
def fusion():
    return MultiScaleFusion(in_channels=8, branch_channels=4, input_sizes=(8, 4, 2), output_size=4)


def test_parameters(count):
    fusion = MultiScaleFusion()
    assert [count(branch) for branch in fusion.branches] == [32_896, 32_896, 32_896 + 65_664]
    assert count(fusion.attention) == 5
    assert fusion.out_channels == 384


def test_shapes():
    fused = MultiScaleFusion()(levels((64, 32, 16), rois=1, channels=256))
    assert fused.shape == (1, 384, 32, 32)


@pytest.mark.parametrize(
    ("sizes", "output_size"), [((8, 4, 2), 4), ((8, 4), 8), ((16,), 4), ((2, 2), 8)]
)
def test_other_sizes(sizes, output_size):
    fusion = MultiScaleFusion(
        in_channels=8, branch_channels=4, input_sizes=sizes, output_size=output_size
    )
    fused = fusion(levels(sizes))
    assert fused.shape == (2, 4 * len(sizes), output_size, output_size)
    assert fusion.out_channels == 4 * len(sizes)


def test_each_level_fills_its_own_channels(fusion):
    fusion.attention = nn.Identity()
    pyramid = levels((8, 4, 2))
    plain = fusion(pyramid)
    first, second, third = pyramid.levels
    pyramid = RoIFeatures([first, second + 1, third])
    changed = (fusion(pyramid) != plain).any(dim=(0, 2, 3))
    assert changed[4:8].any()
    assert not changed[:4].any()
    assert not changed[8:].any()


def test_finest_level_keeps_the_maximum(fusion):
    """Section II.A: the 64x64 features are pooled. The branch's convolution comes first."""
    fusion.attention = nn.Identity()
    conv = fusion.branches[0][0].conv
    nn.init.zeros_(conv.weight)
    nn.init.zeros_(conv.bias)
    conv.weight.data[0, 0] = 1
    pyramid = levels((8, 4, 2))
    ramp = torch.arange(64.0).view(1, 1, 8, 8).expand(2, 8, 8, 8)
    pyramid = RoIFeatures([ramp, *pyramid.levels[1:]])
    assert fusion(pyramid)[0, 0].tolist() == ramp[0, 0, 1::2, 1::2].tolist()


def test_attention_weighs_the_channels(fusion):
    """Zero weights make ECA halve every channel."""
    pyramid = levels((8, 4, 2))
    nn.init.zeros_(fusion.attention.conv.weight)
    halved = fusion(pyramid)
    fusion.attention = nn.Identity()
    torch.testing.assert_close(halved, fusion(pyramid) / 2)


def test_attention_takes_settings():
    fusion = MultiScaleFusion(8, 4, (4, 2), 4, attention={"type": "ECA", "kernel_size": 7})
    assert fusion.attention.conv.kernel_size == (7,)
    assert fusion.attention.channels == 8


def test_zero_rois(fusion):
    fused = fusion(levels((8, 4, 2), rois=0))
    assert fused.shape == (0, 12, 4, 4)
    fused.sum().backward()
    assert all(parameter.grad is not None for parameter in fusion.parameters())


@pytest.mark.parametrize("sizes", [(8, 4), (8, 4, 4), (4, 8, 2)])
def test_levels_that_do_not_fit(fusion, sizes):
    with pytest.raises(ValueError, match="input_sizes") as error:
        fusion(levels(sizes))
    assert "(8, 4, 2)" in str(error.value)
    assert str(sizes) in str(error.value)


def test_channels_that_do_not_fit(fusion):
    with pytest.raises(ValueError, match=r"in_channels=8, but .* gives \(6, 6, 6\) channels"):
        fusion(levels((8, 4, 2), channels=6))


@pytest.mark.parametrize("size", [12, 5])
def test_sizes_that_do_not_divide(size):
    with pytest.raises(ValueError, match=f"input size {size} and output size 8"):
        MultiScaleFusion(input_sizes=(size,), output_size=8)


def test_finest_level_can_be_averaged(fusion):
    averaging = MultiScaleFusion(8, 4, (8, 4, 2), 4, pooling="avg")
    averaging.load_state_dict(fusion.state_dict())
    features = levels((8, 4, 2))
    branch = averaging.branches[0][0](features.level(0))
    expected = branch.unflatten(2, (4, 2)).unflatten(4, (4, 2)).mean(dim=(3, 5))
    averaging.attention = nn.Identity()
    torch.testing.assert_close(averaging(features)[:, :4], expected)


@pytest.mark.parametrize(
    ("settings", "added"),
    [
        ({"branch_kernel": 3}, 3 * 8 * 8 * 4),
        ({"branch_depth": 2}, 3 * (4 * 4 + 4)),
        ({"upsample_kernel": 2}, (16 - 4) * 4 * 4),
    ],
)
def test_other_branches(fusion, count, settings, added):
    other = MultiScaleFusion(8, 4, (8, 4, 2), 4, **settings)
    assert other(levels((8, 4, 2))).shape == (2, 12, 4, 4)
    assert count(other) - count(fusion) == added


@pytest.mark.parametrize("factor", [2, 4, 8])
def test_upsampling_kernels(factor):
    fusion = MultiScaleFusion(8, 4, (16 // factor,), 16, upsample_kernel=2)
    assert fusion(levels((16 // factor,))).shape == (2, 4, 16, 16)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"pooling": "mean"}, "pooling must be one of max, avg, got 'mean'"),
        ({"branch_kernel": 2}, "branch_kernel must be odd and positive, got 2"),
        ({"branch_depth": 0}, "branch_depth must be 1 or more, got 0"),
        ({"branch_channels": 0}, "branch_channels must be 1 or more, got 0"),
        ({"upsample_kernel": 3}, "upsample_kernel must be 1 or 2, got 3"),
    ],
)
def test_options_checked(settings, message):
    with pytest.raises(ValueError, match=message):
        MultiScaleFusion(**settings)
