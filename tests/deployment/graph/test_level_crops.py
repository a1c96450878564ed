"""RoI features from the level that suits each box."""

import torch
from mmdet.models.roi_heads.roi_extractors import SingleRoIExtractor

from mmcsam.deployment.graph.level_crops import crop_by_level
from mmcsam.deployment.operators import OnnxOperators, TorchOperators


def test_as_the_extractor_in_the_order_of_the_boxes():
    torch.manual_seed(0)
    layer = {"type": "RoIAlign", "output_size": 7, "sampling_ratio": 0}
    extractor = SingleRoIExtractor(layer, 4, [4, 8, 16])
    features = tuple(torch.randn(1, 4, 256 // stride, 320 // stride) for stride in (4, 8, 16, 32))
    sides = torch.tensor([300.0, 20, 150, 60, 240, 3, 130])  # of all levels, mixed
    corner = torch.rand(7, 2) * 20
    boxes = torch.cat([corner, corner + sides[:, None]], dim=1)
    rois = torch.cat([torch.zeros(7, 1), boxes], dim=1)
    expected = extractor(features[:3], rois)
    for operators in (OnnxOperators(), TorchOperators()):
        found = crop_by_level(extractor, features, boxes, operators)
        torch.testing.assert_close(found, expected, atol=1e-4, rtol=1e-4)
    assert crop_by_level(extractor, features, boxes[:0], OnnxOperators()).shape == (0, 4, 7, 7)
