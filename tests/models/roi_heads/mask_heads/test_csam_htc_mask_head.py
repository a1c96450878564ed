import pytest
import torch

from mmcsam.models import CSAMHTCMaskHead
from mmcsam.models.roi_heads.roi_features import RoIFeatures


@pytest.fixture
def head():
    def build(**settings):
        return CSAMHTCMaskHead(
            in_channels=8,
            conv_out_channels=6,
            num_classes=1,
            csam={"type": "CSAM", "kernel_size": 3},
            **settings,
        )

    return build


@pytest.fixture
def features():
    return RoIFeatures([torch.randn(5, 8, 4, 4)], torch.rand(5, 1, 16, 16))


def test_features_of_the_stage_before_come_in(head, features):
    first, second = head(with_conv_res=False), head()
    before = first(features, return_logits=False)
    assert before.shape == (5, 6, 4, 4)
    masks, after = second(features, before)
    assert masks.shape == (5, 1, 8, 8)
    assert not torch.equal(after, second(features, return_logits=False))
    masks.sum().backward()
    assert second.conv_res.conv.weight.grad is not None


@torch.no_grad()
def test_chunks_of_rois(head, features):
    second, before = head(), torch.randn(5, 6, 4, 4)
    whole = second(features, before)
    second.roi_chunk = 2
    for part, expected in zip(second(features, before), whole, strict=True):
        torch.testing.assert_close(part, expected)


def test_first_stage_takes_no_features(head, features):
    with pytest.raises(ValueError, match="with_conv_res=False but gets features of the stage"):
        head(with_conv_res=False)(features, torch.randn(5, 6, 4, 4))
