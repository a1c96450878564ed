"""Boxes in a graph."""

import math

import torch
from mmdet.models.task_modules.coders import DeltaXYWHBBoxCoder
from torch import Tensor

_LARGEST_STEP = abs(math.log(16 / 1000))  # of a side's logarithm, see mmdet's delta2bbox


def decode_boxes(
    coder: DeltaXYWHBBoxCoder, boxes: Tensor, deltas: Tensor, size: tuple[Tensor, Tensor]
) -> Tensor:
    """Move boxes by what a head predicts, and clip them to the image.

    As ``coder.decode``, which writes in place.

    Args:
        coder: The head's.
        boxes: (n, 4), x1 y1 x2 y2.
        deltas: (n, 4).
        size: Height and width of the image.
    """
    deltas = deltas * deltas.new_tensor(coder.stds) + deltas.new_tensor(coder.means)
    sides = boxes[:, 2:] - boxes[:, :2]
    centre = (boxes[:, :2] + boxes[:, 2:]) * 0.5 + sides * deltas[:, :2]
    half = sides * deltas[:, 2:].clamp(-_LARGEST_STEP, _LARGEST_STEP).exp() * 0.5
    corner = torch.stack([size[1], size[0]]).to(boxes)
    edges = [torch.minimum(edge.clamp(min=0), corner) for edge in (centre - half, centre + half)]
    return torch.cat(edges, dim=1)


def apart(boxes: Tensor, groups: Tensor, size: tuple[Tensor, Tensor]) -> Tensor:
    """Move boxes (n, 4) of different groups (n,) so far apart that none suppresses another."""
    return boxes + (groups * (size[0] + size[1]).to(boxes))[:, None]
