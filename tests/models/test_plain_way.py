"""The mask branch with all its fast ways against the one that the paper draws, without any."""

import pytest
import torch
from mmcv.ops import roi_align
from mmdet.registry import MODELS
from torch.nn import functional

from mmcsam.models.layers.csam import max_and_average
from mmcsam.models.roi_heads.image_features import ImageFeatures
from mmcsam.models.segmentors.foreground import foreground_probability

ROIS = torch.tensor(
    [[i % 2, 3.2 + 5 * i, 4.7 + 3 * i, 40.1 + 6 * i, 35.9 + 4 * i] for i in range(7)]
)
STRIDES, SIZES = (4, 8, 16), (16, 8, 4)


def plain_guide(guide, image):
    crops = roi_align(image, ROIS, (guide.crop_size,) * 2, 1.0, 2, "avg", True)
    return foreground_probability(guide.segmentor(crops * guide.scale + guide.shift))


def plain_masks(head, maps, guide):
    branches = []
    for branch, level, stride, size in zip(head.fusion.branches, maps, STRIDES, SIZES, strict=True):
        branches.append(branch(roi_align(level, ROIS, (size, size), 1 / stride, 2, "avg", True)))
    x = head.fusion.attention(torch.cat(branches, dim=1))
    for conv in head.convs[: head.convs_before_csam]:
        x = conv(x)
    csam, size = head.csam, x.shape[-2:]
    guided = csam.guided_attention(max_and_average(x, size))
    guiding = csam.guide_attention(max_and_average(csam.guide_conv(guide), size))
    x = x * torch.sigmoid(csam.attention(torch.cat([guided, guiding], dim=1)))
    for conv in head.convs[head.convs_before_csam :]:
        x = conv(x)
    return head.conv_logits(functional.relu(head.upsample(x)))


@pytest.fixture
def branch(detector_cfg):
    model = MODELS.build(detector_cfg)
    model.init_weights()
    for parameter in model.guide.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    return model.eval()


@pytest.mark.parametrize("chunk", [2, 100])
def test_fast_equals_plain(branch, chunk):
    head, guide, image = branch.roi_head.mask_head, branch.guide, torch.randn(2, 3, 96, 128)
    head.roi_chunk = guide.roi_chunk = chunk
    maps = [torch.randn(2, 32, 96 // stride, 128 // stride) for stride in STRIDES]
    features = branch.roi_head.mask_roi_extractor(ImageFeatures(maps, image, guide), ROIS)
    # So few RoIs would not pay on any level: both orders, whatever the count says.
    features.levels[0].hoists, features.levels[1].hoists = True, False
    features.levels[2].hoists = True
    with torch.no_grad():
        plain = plain_guide(guide, image)
        torch.testing.assert_close(features.guide, plain, atol=1e-5, rtol=1e-4)
        expected = plain_masks(head, maps, plain)
        torch.testing.assert_close(head(features), expected, atol=1e-4, rtol=1e-4)


def test_gradients_equal_the_plain_ones(branch):
    head, image = branch.roi_head.mask_head, torch.randn(2, 3, 96, 128)
    maps = [torch.randn(2, 32, 96 // s, 128 // s, requires_grad=True) for s in STRIDES]
    features = branch.roi_head.mask_roi_extractor(ImageFeatures(maps, image, branch.guide), ROIS)
    for level in features.levels:
        level.hoists = True
    inputs = [*maps, *head.parameters()]
    fast = torch.autograd.grad(head(features).square().mean(), inputs)
    guide = plain_guide(branch.guide, image).detach()
    plain = torch.autograd.grad(plain_masks(head, maps, guide).square().mean(), inputs)
    for ours, expected in zip(fast, plain, strict=True):
        torch.testing.assert_close(ours, expected, atol=1e-4, rtol=1e-3)
