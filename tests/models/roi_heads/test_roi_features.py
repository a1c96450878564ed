import pytest
import torch
from mmcv.ops import RoIAlign
from torch import nn

from mmcsam.models.roi_heads.roi_features import RoIFeatures, RoILevel


@pytest.fixture
def level():
    """Return a function that makes a level of a 16x24 map of 4 channels, RoIs of 6x6."""

    def make(count):
        torch.manual_seed(0)
        corners = torch.rand(count, 2) * torch.tensor([80.0, 50.0])
        # Some RoIs stick out of the map, where RoIAlign fades to 0.
        rois = torch.cat([torch.randint(2, (count, 1)), corners - 5, corners + 24], dim=1)
        layer = RoIAlign(6, 1 / 4, 2)
        return RoILevel(torch.randn(2, 4, 16, 24), rois.float(), layer)

    return make


@pytest.mark.parametrize(("count", "hoists"), [(0, False), (21, False), (22, True), (60, True)])
def test_convolution_in_either_order(level, count, hoists):
    """Two maps have 768 pixels, 22 RoIs 792."""
    roi_level, conv = level(count), nn.Conv2d(4, 3, 1)
    assert roi_level.hoists is hoists
    plain = conv(roi_level.crop())
    assert plain.shape == (count, 3, 6, 6)
    torch.testing.assert_close(roi_level.convolved(conv), plain, atol=1e-6, rtol=0)


def test_gradients_in_either_order(level):
    roi_level, conv = level(30), nn.Conv2d(4, 3, 1)
    roi_level.feature_map.requires_grad_()
    inputs = [roi_level.feature_map, conv.weight, conv.bias]
    plain = torch.autograd.grad(conv(roi_level.crop()).square().sum(), inputs)
    hoisted = torch.autograd.grad(roi_level.convolved(conv).square().sum(), inputs)
    for a, b in zip(hoisted, plain, strict=True):
        torch.testing.assert_close(a, b, atol=1e-3, rtol=1e-4)


def test_parts_share_what_was_convolved(level):
    roi_level, conv = level(30), nn.Conv2d(4, 3, 1)
    whole = roi_level.convolved(conv)
    features = RoIFeatures([roi_level], torch.arange(30.0).view(30, 1, 1, 1))
    parts = list(features.split(16))
    assert [len(part) for part in parts] == [16, 14]
    assert torch.equal(torch.cat([part.convolved(0, conv) for part in parts]), whole)
    assert torch.equal(torch.cat([part.guide for part in parts]), features.guide)
    # 14 RoIs alone would not pay.
    assert parts[1].levels[0].hoists
    assert len(roi_level._memo) == 1


def test_crops_pass_for_levels():
    crops, conv = torch.randn(3, 4, 6, 6), nn.Conv2d(4, 2, 1)
    features = RoIFeatures([crops])
    assert features.sizes() == (6,)
    assert features.level(0) is crops
    assert torch.equal(features.convolved(0, conv), conv(crops))
    assert [len(part) for part in features.split(2)] == [2, 1]
