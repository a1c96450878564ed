import pytest
import torch

from mmcsam.models import MultiScaleMaskIoUHead
from mmcsam.models.roi_heads.roi_features import RoIFeatures


@pytest.fixture
def head():
    return MultiScaleMaskIoUHead(
        roi_feat_size=4, in_channels=8, conv_out_channels=6, fc_out_channels=6, num_classes=2
    )


@pytest.mark.parametrize("rois", [0, 3])
def test_iou_of_each_class(head, rois):
    features = RoIFeatures([torch.randn(rois, 8, 16, 16), torch.randn(rois, 8, 4, 4)])
    assert head(features, torch.randn(rois, 32, 32)).shape == (rois, 2)


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        ((3, 8, 8, 8), "roi_feat_size=4, but level -1 of the RoI features is 8x8"),
        ((3, 5, 4, 4), "in_channels=8, but level -1 of the RoI features has 5 channels"),
    ],
)
def test_level_that_does_not_fit(head, shape, message):
    with pytest.raises(ValueError, match=message):
        head(RoIFeatures([torch.randn(shape)]), torch.randn(3, 32, 32))
