"""The operators in PyTorch's own functions."""

import pytest
import torch
from mmcv.ops import nms, roi_align

from mmcsam.deployment.operators import TorchOperators

OPERATORS = TorchOperators()


@pytest.mark.parametrize("sampling_ratio", [0, 1, 2])
def test_crops_as_roi_align(sampling_ratio):
    """Boxes inside, across each edge, outside, without area, and with many samples."""
    torch.manual_seed(0)
    features = torch.randn(1, 5, 20, 28)
    boxes = torch.tensor(
        [
            [4.0, 4, 40, 30],
            [-30, -20, 20, 30],
            [90, 60, 130, 100],
            [200, 200, 260, 240],
            [8, 8, 8, 8],
            [0, 0, 112, 80],
            [10.3, 3.7, 11.1, 70.2],
        ]
    )
    rois = torch.cat([torch.zeros(7, 1), boxes], dim=1)
    expected = roi_align(features, rois, (6, 6), 0.25, sampling_ratio, "avg", True)
    found = OPERATORS.crop(features, boxes, 6, 0.25, sampling_ratio)
    torch.testing.assert_close(found, expected, atol=1e-5, rtol=1e-5)
    assert OPERATORS.crop(features, boxes[:0], 6, 0.25, sampling_ratio).shape == (0, 5, 6, 6)


def test_suppressed_as_by_nms():
    torch.manual_seed(0)
    corner = torch.rand(200, 2) * 60
    boxes = torch.cat([corner, corner + 5 + torch.rand(200, 2) * 30], dim=1)
    scores = torch.rand(200)
    _, expected = nms(boxes, scores, 0.5)
    assert 20 < len(expected) < 200
    for limit in (1000, 7):
        found = OPERATORS.suppress(boxes, scores, 0.5, torch.tensor(limit))
        assert found.tolist() == expected[:limit].tolist()
    assert OPERATORS.suppress(boxes[:0], scores[:0], 0.5, torch.tensor(9)).tolist() == []


def test_best():
    scores = torch.tensor([0.2, 0.9, 0.5])
    assert OPERATORS.best(scores, torch.tensor(2)).tolist() == [1, 2]
    assert OPERATORS.best(scores, torch.tensor(9)).tolist() == [1, 2, 0]
    assert OPERATORS.best(scores[:0], torch.tensor(9)).tolist() == []
