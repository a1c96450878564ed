"""What does not fit is refused, by the head and where the check itself is asked."""

import pytest
import torch
from mmengine.config import ConfigDict

from mmcsam.models.roi_heads.mask_heads.mask_head_check import check_mask_size, check_roi_features
from mmcsam.models.roi_heads.roi_features import RoIFeatures


def test_missing_guide(small_head, features):
    with pytest.raises(ValueError, match="come without a guide.*csam=None"):
        small_head()(features(guide=False))


def test_plain_tensor_with_csam(small_head):
    with pytest.raises(ValueError, match="come without a guide"):
        small_head(fusion=None)(torch.randn(2, 8, 4, 4))


def test_several_levels_without_fusion(small_head, features):
    with pytest.raises(ValueError, match="takes one level, the RoI extractor gives 2"):
        small_head(fusion=None)(features())


def test_channels_that_do_not_fit(small_head):
    with pytest.raises(ValueError, match="in_channels=8, but the RoI extractor gives 6 channels"):
        small_head(fusion=None, csam=None)(torch.randn(2, 6, 4, 4))


@pytest.mark.parametrize("mask_size", [28, (8, 16)])
def test_mask_size_mismatch(small_head, one_positive, mask_size):
    with pytest.raises(ValueError, match=r"predicts \(8, 8\).*set it to 8") as error:
        small_head().loss_and_target(
            torch.zeros(1, 1, 8, 8), *one_positive, ConfigDict(mask_size=mask_size)
        )
    assert str(mask_size) in str(error.value)


def test_missing_guide_of_a_guide_prior(small_head, features):
    head = small_head(csam=None, guide_prior={"type": "GuidePrior"})
    with pytest.raises(ValueError, match="has a guide prior but the RoI features come without"):
        check_roi_features(head, features(guide=False))
    check_roi_features(head, features())


def test_features_that_fit(small_head, features):
    """Fusion looks at its levels itself; without parts that need a guide there may be none."""
    check_roi_features(small_head(), features())
    check_roi_features(small_head(csam=None), features(guide=False))
    plain = small_head(fusion=None, csam=None)
    check_roi_features(plain, RoIFeatures([torch.randn(2, 8, 4, 4)]))
    check_roi_features(plain, RoIFeatures([torch.randn(0, 8, 4, 4)]))


@pytest.mark.parametrize("mask_size", [28, (28, 28)])
def test_mask_size_that_fits(mask_size):
    check_mask_size(torch.zeros(0, 1, 28, 28), mask_size)
    with pytest.raises(ValueError, match=r"predicts \(28, 14\) but train_cfg.rcnn has mask_size="):
        check_mask_size(torch.zeros(3, 1, 28, 14), mask_size)
