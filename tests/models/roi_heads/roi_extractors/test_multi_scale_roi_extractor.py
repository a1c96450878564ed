import pytest
import torch
from mmcv.ops import roi_align
from mmdet.models.roi_heads.roi_extractors import BaseRoIExtractor
from rois import ROIS

from mmcsam.models.roi_heads.image_features import ImageFeatures
from mmcsam.models.roi_heads.roi_features import RoIFeatures


def crop(features):
    return [features.level(index) for index in range(len(features.levels))]


def test_defaults_are_the_papers(extractor):
    """Section II.A: 64x64, 32x32 and 16x16 from strides 4, 8 and 16."""
    built = extractor(output_sizes=(64, 32, 16))
    assert isinstance(built, BaseRoIExtractor)
    assert built.num_inputs == 3
    assert [layer.output_size for layer in built.roi_layers] == [(64, 64), (32, 32), (16, 16)]
    assert [layer.spatial_scale for layer in built.roi_layers] == [1 / 4, 1 / 8, 1 / 16]
    assert all(layer.sampling_ratio == 2 and layer.aligned for layer in built.roi_layers)


def test_each_level_is_roi_align(extractor, pyramid):
    features = extractor()(pyramid, ROIS)
    assert features.guide is None
    levels = crop(features)
    for level, feats, size, stride in zip(levels, pyramid, (16, 8, 4), (4, 8, 16), strict=True):
        expected = roi_align(feats, ROIS, (size, size), 1 / stride, 2, "avg", True)
        torch.testing.assert_close(level, expected, atol=1e-5, rtol=0)


def test_a_ramp_gives_coordinates(extractor):
    """Features that hold their own x come back as the RoI's bin centres, in pixels."""
    pyramid = [
        (torch.arange(128.0 / stride) * stride + stride / 2).expand(2, 8, 96 // stride, -1)
        for stride in (4, 8, 16)
    ]
    levels = crop(extractor()(pyramid, torch.tensor([[1, 24.0, 20.0, 88.0, 60.0]])))
    for level, size in zip(levels, (16, 8, 4), strict=True):
        centres = 24 + 64 * (torch.arange(size) + 0.5) / size
        torch.testing.assert_close(level[0, 0], centres.expand(size, size))


def test_features_of_any_memory_layout(extractor, pyramid):
    """RoIAlign itself reads channels_last maps as if they were contiguous."""
    expected = crop(extractor()(pyramid, ROIS))
    turned = [level.to(memory_format=torch.channels_last) for level in pyramid]
    levels = crop(extractor()(turned, ROIS))
    assert all(torch.equal(level, other) for level, other in zip(levels, expected, strict=True))


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_half_precision_keeps_the_coordinates(extractor, dtype):
    """In bfloat16 RoI x = 999.5 would be 1000; only the features may be rounded."""
    pyramid = tuple(torch.randn(1, 8, 4, 1024 // stride) for stride in (4, 8, 16))
    halves = tuple(level.to(dtype) for level in pyramid)
    rois = torch.tensor([[0, 999.5, 1.25, 1021.75, 14.5]])
    exact = crop(extractor()(tuple(level.float() for level in halves), rois))
    levels = crop(extractor()(halves, rois))
    for level, expected in zip(levels, exact, strict=True):
        assert level.dtype == dtype
        assert torch.equal(level, expected.to(dtype))


def test_scale_factor(extractor, pyramid):
    rois = torch.tensor([[0, 20.0, 20.0, 40.0, 60.0]])
    larger = torch.tensor([[0, 10.0, 0.0, 50.0, 80.0]])
    scaled = crop(extractor()(pyramid, rois, roi_scale_factor=2.0))
    expected = crop(extractor()(pyramid, larger))
    for level, other in zip(scaled, expected, strict=True):
        torch.testing.assert_close(level, other)


@pytest.mark.parametrize("factor", [None, 1.5])
def test_the_guide_sees_the_same_rois_once(extractor, pyramid, factor):
    calls = []

    def guide(image, rois):
        calls.append((image, rois))
        return torch.full((len(rois), 1, 4, 4), 0.25)

    image = torch.randn(2, 3, 96, 128)
    built = extractor()
    feats = ImageFeatures(pyramid + (torch.randn(2, 8, 3, 4),), image, guide)
    features = built(feats[: built.num_inputs], ROIS, factor)
    assert isinstance(features, RoIFeatures)
    assert features.guide.shape == (4, 1, 4, 4)
    assert len(calls) == 1
    assert calls[0][0] is image
    rois = ROIS if factor is None else built.roi_rescale(ROIS, factor)
    assert torch.equal(calls[0][1], rois)


def test_zero_rois(extractor, pyramid):
    levels = crop(extractor()(pyramid, torch.zeros(0, 5)))
    assert [level.shape for level in levels] == [(0, 8, 16, 16), (0, 8, 8, 8), (0, 8, 4, 4)]


def test_zero_rois_keep_the_pyramid_in_the_graph(extractor, pyramid):
    for level in pyramid:
        level.requires_grad_()
    levels = crop(extractor()(pyramid, torch.zeros(0, 5)))
    sum(level.sum() for level in levels).backward()
    assert all(torch.equal(level.grad, torch.zeros_like(level)) for level in pyramid)


def test_sizes_and_strides_differ_in_number(extractor):
    with pytest.raises(ValueError, match="2 featmap_strides .*3 output_sizes"):
        extractor(featmap_strides=[4, 8])


def test_output_size_of_the_layer(extractor):
    with pytest.raises(ValueError, match="output_sizes.* instead of roi_layer.output_size"):
        extractor(roi_layer={"type": "RoIAlign", "output_size": 7})
