import pytest
import torch
from mmcv.ops import RoIAlign
from torch import nn

from mmcsam.models.roi_heads.roi_features import ImageFeatures, RoIFeatures, RoILevel


def guide(image, rois):
    return image.new_zeros(len(rois), 1, 4, 4)


def test_it_is_the_plain_tuple():
    levels = (torch.zeros(1, 2, 8, 8), torch.ones(1, 2, 4, 4))
    feats = ImageFeatures(levels, torch.zeros(1, 3, 32, 32), guide)
    assert isinstance(feats, tuple)
    assert len(feats) == 2
    assert feats[0] is levels[0]
    assert feats[-1] is levels[1]
    assert [level.shape[-1] for level in feats] == [8, 4]


def test_slices_keep_image_and_guide():
    image = torch.zeros(1, 3, 32, 32)
    feats = ImageFeatures((torch.zeros(1), torch.ones(1), torch.ones(1)), image, guide)
    for part in (feats[:2], feats[:2][1:], feats[:]):
        assert isinstance(part, ImageFeatures)
        assert part.image is image
        assert part.guide is guide
    assert len(feats[:2][1:]) == 1
    assert feats[1:][0] is feats[1]


def counting_guide(calls):
    def call(image, rois):
        calls.append(rois)
        return rois[:, :1].view(-1, 1, 1, 1)

    return call


def test_the_guide_runs_once_for_the_same_rois():
    calls = []
    feats = ImageFeatures((torch.zeros(1),) * 3, torch.zeros(1, 3, 8, 8), counting_guide(calls))
    rois = torch.tensor([[0, 1.0, 2, 3, 4], [1, 1, 2, 3, 4]])
    first = feats[:2].guide_map(rois)
    assert feats[1:].guide_map(rois.clone()) is first
    assert len(calls) == 1
    other = rois + torch.tensor([0, 0, 0, 0, 1])
    feats.guide_map(other)
    feats.guide_map(other[:1])
    assert len(calls) == 3


def test_a_map_with_a_gradient_is_not_kept():
    calls = []
    feats = ImageFeatures((torch.zeros(1),), torch.zeros(1, 3, 8, 8), counting_guide(calls))
    rois = torch.zeros(1, 5, requires_grad=True)
    feats.guide_map(rois)
    feats.guide_map(rois)
    assert len(calls) == 2


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
