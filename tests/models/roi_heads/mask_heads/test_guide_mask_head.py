import pytest
import torch
from mmdet.registry import MODELS
from mmdet.structures.mask import encode_mask_results
from pycocotools import mask as mask_api
from torch import nn

from mmcsam.jobs.problem import UnusableFileError
from mmcsam.models import CSAMMaskHead, GuideMaskHead
from mmcsam.models.roi_heads.roi_features import RoIFeatures
from mmcsam.ops.exact_weights import load_exact_weights


def test_masks_are_the_guides():
    guide = torch.rand(3, 1, 8, 8)
    logits = GuideMaskHead(mask_size=8)(RoIFeatures([torch.randn(3, 4, 2, 2)], guide))
    torch.testing.assert_close(logits.sigmoid(), guide.clamp(1e-4, 1 - 1e-4))


@pytest.mark.parametrize(
    "features", [torch.randn(3, 4, 2, 2), RoIFeatures([torch.ones(3, 4, 2, 2)])]
)
def test_features_without_a_guide(features):
    with pytest.raises(ValueError, match="the RoI features come without a guide"):
        GuideMaskHead()(features)


def test_no_parameters(count):
    assert count(GuideMaskHead(num_classes=3)) == 0


def test_in_a_detector(detector_cfg, batch):
    """It takes the place of a mask head, and its masks lie inside the boxes."""
    detector_cfg.roi_head.mask_head = dict(type="GuideMaskHead")
    model = MODELS.build(detector_cfg).eval()
    data = model.data_preprocessor(batch(), False)
    with torch.no_grad():
        samples = model.predict(data["inputs"], data["data_samples"])
    instances = samples[0].pred_instances
    assert len(instances) > 0
    masks = instances.masks
    rles = masks if isinstance(masks, list) else encode_mask_results(masks.cpu().numpy())
    for rle, (x1, y1, x2, y2) in zip(rles, instances.bboxes.tolist(), strict=True):
        left, top, width, height = mask_api.toBbox(rle)
        if width:
            assert left >= x1 - 2
            assert top >= y1 - 2
            assert left + width <= x2 + 2
            assert top + height <= y2 + 2


def test_guide_is_needed(detector_cfg):
    detector_cfg.roi_head.mask_head = dict(type="GuideMaskHead")
    detector_cfg.guide = None
    with pytest.raises(ValueError, match="the detector has none"):
        MODELS.build(detector_cfg)


def test_a_trained_detectors_checkpoint_fits():
    """Its mask head's weights are left out, another layer's are not."""
    trained = nn.ModuleDict({"box": nn.Linear(2, 1), "mask_head": CSAMMaskHead(in_channels=4)})
    weights = trained.state_dict()
    model = nn.ModuleDict({"box": nn.Linear(2, 1), "mask_head": GuideMaskHead()})
    load_exact_weights(model, weights, "a.pth", "none")
    assert torch.equal(model["box"].weight, trained["box"].weight)
    with pytest.raises(UnusableFileError, match=r"1 do not belong to it \(neck\.bias\)"):
        load_exact_weights(model, {**weights, "neck.bias": torch.ones(1)}, "a.pth", "none")
