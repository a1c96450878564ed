"""Masks in a graph: extractors, heads, classes."""

import pytest
import torch
from mmdet.registry import MODELS
from mmengine.config import ConfigDict

from mmcsam.deployment.graph.mask_graph import MaskGraph
from mmcsam.deployment.operators import OnnxOperators, TorchOperators
from mmcsam.inference.model.packed_model import read_card
from mmcsam.models.roi_heads.image_features import ImageFeatures

SINGLE = {
    "roi_layer": {"type": "RoIAlign", "output_size": 14, "sampling_ratio": 0},
    "out_channels": 32,
    "featmap_strides": [4, 8, 16, 32],
}
PLAIN = {"num_convs": 1, "in_channels": 32, "conv_out_channels": 8}
GUIDED = {"csam": {"type": "CSAM", "kernel_size": 3}, "guide_prior": {"type": "GuidePrior"}}
PARTS = {
    "fcn": ({"type": "SingleRoIExtractor", **SINGLE}, {"type": "FCNMaskHead", **PLAIN}),
    "csam on one level": (
        {"type": "GuidedSingleRoIExtractor", **SINGLE},
        {"type": "CSAMMaskHead", **PLAIN, **GUIDED, "convs_before_csam": 1},
    ),
    "guide alone": (
        {"type": "GuidedSingleRoIExtractor", **SINGLE},
        {"type": "GuideMaskHead", "mask_size": 12},
    ),
    "prior": (None, {"guide_prior": {"type": "GuidePrior"}}),
}


@pytest.mark.parametrize("name", PARTS)
@pytest.mark.parametrize("operators", [OnnxOperators(), TorchOperators()])
def test_as_the_heads(packed, detector, name, operators):
    torch.manual_seed(0)
    extractor, head = PARTS[name]
    config = ConfigDict(read_card(packed).model["roi_head"])
    if extractor is None:
        config.mask_head.update(head, num_classes=2)
    else:
        config.mask_roi_extractor, config.mask_head = extractor, {**head, "num_classes": 2}
    roi_head = MODELS.build({**config, "test_cfg": {}}).eval()
    guide = detector.guide if "fcn" not in name else None
    pixels = torch.randn(1, 3, 96, 160)
    features = tuple(torch.randn(1, 32, 96 // s, 160 // s) for s in (4, 8, 16, 32, 64))
    corner = torch.rand(11, 2) * torch.tensor([100, 50])
    boxes = torch.cat([corner, corner + 10 + torch.rand(11, 2) * 40], dim=1)
    labels = torch.arange(11) % 2
    rois = torch.cat([torch.zeros(11, 1), boxes], dim=1)
    with torch.no_grad():
        carried = features if guide is None else ImageFeatures(features, pixels, guide)
        expected = roi_head._mask_forward(carried, rois)["mask_preds"]
        found = MaskGraph(roi_head, guide, operators)(pixels, features, boxes, labels)
    if not roi_head.mask_head.class_agnostic:
        expected = expected[torch.arange(11), labels][:, None]
    torch.testing.assert_close(found, expected[:, 0], atol=2e-4, rtol=1e-3)
