import pytest
import torch
from rois import ROIS

from mmcsam.models.roi_heads.image_features import ImageFeatures
from mmcsam.models.roi_heads.roi_extractors.level_check import check_levels


def test_missing_level(extractor, pyramid):
    with pytest.raises(ValueError, match=r"3 featmap_strides \(4, 8, 16\) but got 2 feature maps"):
        extractor()(pyramid[:2], ROIS)


def test_other_channels(extractor, pyramid):
    with pytest.raises(ValueError, match=r"out_channels=16 but the feature maps have \(8, 8, 8\)"):
        extractor(out_channels=16)(pyramid, ROIS)


def test_other_strides(extractor, pyramid):
    feats = ImageFeatures(pyramid, torch.zeros(2, 3, 96, 128), None)
    with pytest.raises(
        ValueError, match=r"\(8, 16, 32\) but the feature maps have about \(4, 8, 16"
    ):
        extractor(featmap_strides=[8, 16, 32])(feats, ROIS)


@pytest.mark.parametrize("side", [96, 97, 100, 109])
def test_strides_of_maps_rounded_up(extractor, side):
    maps = [torch.zeros(1, 8, -(-side // stride), -(-side // stride)) for stride in (4, 8, 16)]
    feats = ImageFeatures(maps, torch.zeros(1, 3, side, side), lambda image, rois: rois)
    assert extractor()(feats, ROIS[:1]).sizes() == (16, 8, 4)


def test_strides_of_a_plain_tuple_are_not_told(extractor, pyramid):
    """And channels of one level that differ are."""
    check_levels(extractor(featmap_strides=[8, 16, 32]), pyramid)
    odd = (*pyramid[:2], torch.zeros(2, 6, 6, 8))
    with pytest.raises(ValueError, match=r"out_channels=8 but the feature maps have \(8, 8, 6\)"):
        check_levels(extractor(), odd)
