import pytest
import torch
from mmdet.registry import MODELS

from mmcsam.models import UNet


def test_parameters(count):
    assert count({"type": "UNet"}) == 31_037_633
    # 64 channels and one bias more for a second class.
    assert count({"type": "UNet", "out_channels": 2}) == 31_037_633 + 65


@pytest.mark.parametrize(("height", "width"), [(16, 16), (32, 16), (48, 80)])
def test_shape(height, width):
    unet = UNet(in_channels=2, out_channels=3, base_channels=4)
    assert unet(torch.randn(2, 2, height, width)).shape == (2, 3, height, width)


def test_depth():
    unet = MODELS.build({"type": "UNet", "base_channels": 4, "depth": 2}).eval()
    assert len(unet.encoder) == 3
    assert len(unet.decoder) == 2
    assert unet(torch.randn(1, 3, 4, 4)).shape == (1, 1, 4, 4)


def test_skips_join_levels_of_one_size():
    """Without its skips the finest level would only see 2x2 blocks of its input."""
    unet = UNet(base_channels=4, depth=1).eval()
    torch.nn.init.zeros_(unet.upsamples[0].weight)
    image = torch.zeros(1, 3, 16, 16)
    plain = unet(image)
    image[0, 0, 8, 8] = 1
    reached = (unet(image) != plain)[0, 0].nonzero()
    # Four 3x3 convolutions on the way of the skip.
    assert reached.amin(0).tolist() == [4, 4]
    assert reached.amax(0).tolist() == [12, 12]


def test_all_parameters_learn():
    unet = UNet(base_channels=4, depth=2)
    unet(torch.randn(2, 3, 16, 16)).square().mean().backward()
    for name, parameter in unet.named_parameters():
        assert parameter.grad is not None, name


def test_zero_crops():
    unet = UNet(base_channels=4, depth=2).eval()
    assert unet(torch.zeros(0, 3, 16, 16)).shape == (0, 1, 16, 16)


@pytest.mark.parametrize("shape", [(17, 16), (16, 24), (8, 8)])
def test_sides_that_do_not_halve(shape):
    with pytest.raises(ValueError, match=f"multiples of 16, got {shape[0]}x{shape[1]}"):
        UNet(base_channels=4)(torch.zeros(1, 3, *shape))
