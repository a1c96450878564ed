"""Boxes in a graph."""

import torch
from mmdet.models.task_modules.coders import DeltaXYWHBBoxCoder

from mmcsam.deployment.graph.boxes import apart, decode_boxes

SIZE = torch.tensor(60), torch.tensor(100)


def test_decoded_as_by_the_coder():
    torch.manual_seed(0)
    corner = torch.rand(50, 2) * 80
    boxes = torch.cat([corner, corner + 1 + torch.rand(50, 2) * 60], dim=1)
    deltas = torch.randn(50, 4) * 3  # beyond the image, and beyond the largest step
    for settings in ({}, {"target_means": (0.1,) * 4, "target_stds": (0.1, 0.1, 0.2, 0.2)}):
        coder = DeltaXYWHBBoxCoder(**settings)
        expected = coder.decode(boxes, deltas, max_shape=(60, 100))
        torch.testing.assert_close(decode_boxes(coder, boxes, deltas, SIZE), expected)


def test_groups_lie_apart():
    """A portrait's height counts too."""
    boxes = torch.tensor([[0.0, 0, 60, 100], [0, 0, 60, 100]])
    moved = apart(boxes, torch.tensor([0, 1]), SIZE)
    assert moved.tolist() == [[0, 0, 60, 100], [160, 160, 220, 260]]
