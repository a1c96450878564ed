"""What ONNX's operators do while nothing is exported; the files' tests see the rest."""

import torch

from mmcsam.deployment.operators import OnnxOperators, TorchOperators


def test_both_ways_agree():
    torch.manual_seed(0)
    features, corner = torch.randn(1, 4, 16, 16), torch.rand(40, 2) * 40
    boxes = torch.cat([corner, corner + 4 + torch.rand(40, 2) * 20], dim=1)
    scores = torch.rand(40)
    onnx, plain = OnnxOperators(), TorchOperators()
    for limit in (torch.tensor(5), torch.tensor(100)):
        assert torch.equal(onnx.best(scores, limit), plain.best(scores, limit))
        found = onnx.suppress(boxes, scores, 0.4, limit)
        assert torch.equal(found, plain.suppress(boxes, scores, 0.4, limit))
    crops = onnx.crop(features.to(memory_format=torch.channels_last), boxes, 3, 0.25, 2)
    torch.testing.assert_close(crops, plain.crop(features, boxes, 3, 0.25, 2))
    assert onnx.suppress(boxes[:0], scores[:0], 0.4, torch.tensor(5)).tolist() == []
