"""The mask branch under autocast, on the CPU. MMCV's own operators refuse it there, and a GPU's
kernels are others; what can be held here is that types fit and masks stay what they are."""

import pytest
import torch
from mmdet.registry import MODELS

from mmcsam.models.roi_heads.image_features import ImageFeatures

ROIS = torch.tensor([[0, 3.2, 4.7, 60.1, 50.9], [1, 20.0, 30.0, 90.5, 80.5], [0, 40, 8, 99, 70]])


@pytest.fixture
def branch(detector_cfg):
    """A mask branch with everything that takes part in it."""
    detector_cfg.roi_head.mask_head.guide_prior = dict(type="GuidePrior")
    detector_cfg.roi_head.mask_head.csam.guide_value = "logit"
    detector_cfg.guide.frozen = False
    model = MODELS.build(detector_cfg)
    model.init_weights()
    return model.eval()


def logits_of(model, maps, image, hoists=True):
    features = model.roi_head.mask_roi_extractor(ImageFeatures(maps, image, model.guide), ROIS)
    for level in features.levels:
        level.hoists = hoists
    return model.roi_head.mask_head(features)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
@pytest.mark.parametrize("hoists", [True, False])
def test_logits_and_gradients(branch, dtype, hoists):
    image = torch.randn(2, 3, 96, 128)
    maps = [torch.randn(2, 32, 96 // stride, 128 // stride) for stride in (4, 8, 16)]
    with torch.no_grad():
        exact = logits_of(branch, maps, image)
    with torch.autocast("cpu", dtype=dtype):
        logits = logits_of(branch, [level.to(dtype) for level in maps], image, hoists)
    assert logits.dtype == dtype
    torch.testing.assert_close(logits.float(), exact, atol=0.05, rtol=0.05)
    logits.float().square().mean().backward()
    for name, parameter in branch.roi_head.mask_head.named_parameters():
        assert torch.isfinite(parameter.grad).all(), name


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_certain_guide_keeps_its_certainty(branch, dtype):
    """A probability of 0.9999 would be 1 in half precision, and its logit infinite."""
    torch.nn.init.zeros_(branch.guide.segmentor.classifier.weight)
    torch.nn.init.constant_(branch.guide.segmentor.classifier.bias, 9)
    with torch.autocast("cpu", dtype=dtype), torch.no_grad():
        probability = branch.guide(torch.randn(2, 3, 96, 128), ROIS)
    assert probability.dtype == torch.float32
    assert torch.logit(probability).mean().item() == pytest.approx(9, abs=0.01)
