import pytest
import torch
from mmdet.models.roi_heads.roi_extractors import SingleRoIExtractor
from mmdet.registry import MODELS
from rois import ROIS

from mmcsam.models.roi_heads.image_features import ImageFeatures

SETTINGS = {
    "roi_layer": {"type": "RoIAlign", "output_size": 7, "sampling_ratio": 2},
    "out_channels": 8,
    "featmap_strides": [4, 8, 16],
    "finest_scale": 24,
}


@pytest.fixture
def single():
    return MODELS.build({"type": "GuidedSingleRoIExtractor", **SETTINGS})


def test_equals_the_standard_extractor(single, pyramid):
    """The RoIs come from all three levels."""
    stock = SingleRoIExtractor(**SETTINGS)
    levels = stock.map_roi_levels(ROIS, 3).tolist()
    assert set(levels) == {0, 1, 2}
    features = single(pyramid, ROIS)
    assert features.sizes() == (7,)
    assert features.guide is None
    assert torch.equal(features.level(0), stock(pyramid, ROIS))


@pytest.mark.parametrize("factor", [None, 1.5])
def test_the_guide_sees_the_same_rois(single, pyramid, factor):
    image, calls = torch.randn(2, 3, 96, 128), []

    def guide(*arguments):
        calls.append(arguments)
        return torch.full((len(arguments[1]), 1, 4, 4), 0.25)

    features = single(ImageFeatures(pyramid, image, guide), ROIS, factor)
    ((seen, rois),) = calls
    assert seen is image
    assert torch.equal(rois, ROIS if factor is None else single.roi_rescale(ROIS, factor))
    assert torch.equal(features.guide, torch.full((4, 1, 4, 4), 0.25))
    assert torch.equal(features.level(0), single(pyramid, rois).level(0))


def test_features_of_any_memory_layout(single, pyramid):
    turned = tuple(level.to(memory_format=torch.channels_last) for level in pyramid)
    assert torch.equal(single(turned, ROIS).level(0), single(pyramid, ROIS).level(0))


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_half_precision_keeps_the_coordinates(single, dtype):
    """In bfloat16 RoI x = 999.5 would be 1000; only the features may be rounded."""
    halves = tuple(torch.randn(1, 8, 4, 1024 // stride).to(dtype) for stride in (4, 8, 16))
    rois = torch.tensor([[0, 999.5, 1.25, 1021.75, 14.5]])
    exact = single(tuple(level.float() for level in halves), rois).level(0)
    crops = single(halves, rois).level(0)
    assert crops.dtype == dtype
    assert torch.equal(crops, exact.to(dtype))


def test_zero_rois(single, pyramid):
    assert single(pyramid, torch.zeros(0, 5)).level(0).shape == (0, 8, 7, 7)


def test_levels_that_do_not_fit(single, pyramid):
    with pytest.raises(ValueError, match="GuidedSingleRoIExtractor has 3 featmap_strides.*got 2"):
        single(pyramid[:2], ROIS)
