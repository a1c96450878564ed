"""Masks in a label image, against those that backends make."""

import numpy as np
import pytest
import torch

from mmcsam.deployment.mask_drawing import draw_masks
from mmcsam.inference.backends.mask_crop import mask_crop

HEIGHT, WIDTH = 70, 90


def pasted(boxes, logits):
    """Return the label image that mask_crop and the highest score make, and whose masks it has."""
    labels, numbered = np.zeros((HEIGHT, WIDTH), np.float32), []
    crops = []
    for number, (box, mask) in enumerate(zip(boxes, logits, strict=True)):
        crop, left, top = mask_crop(1 / (1 + np.exp(-mask)), box, (WIDTH, HEIGHT))
        if crop.size:
            numbered.append(number)
            crops.append((crop, left, top))
    for place in reversed(range(len(crops))):
        crop, left, top = crops[place]
        part = labels[top : top + crop.shape[0], left : left + crop.shape[1]]
        part[crop] = place + 1
    return labels, numbered


@pytest.mark.parametrize("seed", range(5))
def test_as_backends_paste(seed):
    rng = np.random.default_rng(seed)
    corners = rng.uniform(-10, 80, (30, 2))
    boxes = np.concatenate([corners, corners + rng.uniform(-2, 40, (30, 2))], axis=1)
    boxes = boxes.astype(np.float32)
    logits = rng.normal(size=(30, 7, 7)).astype(np.float32)
    labels = torch.zeros(HEIGHT, WIDTH)
    numbered = draw_masks(labels, torch.from_numpy(boxes), torch.from_numpy(logits))
    expected, whose = pasted(boxes, logits)
    assert numbered.tolist() == whose
    assert 0 < len(whose) < 30
    assert np.count_nonzero(labels.numpy() != expected) <= 3  # 16 bits of rounding at borders


def test_the_higher_score_has_shared_pixels():
    labels = torch.zeros(8, 8)
    boxes = torch.tensor([[2.0, 2, 6, 6], [0, 0, 4, 4]])
    assert draw_masks(labels, boxes, torch.full((2, 4, 4), 9.0)).tolist() == [0, 1]
    assert labels[3].tolist() == [2, 2, 1, 1, 1, 1, 0, 0]
    assert labels[0].tolist() == [2, 2, 2, 2, 0, 0, 0, 0]


def test_a_mask_without_pixels_has_no_number():
    labels = torch.zeros(8, 8)
    boxes = torch.tensor([[1.0, 1, 3, 3], [4, 4, 4, 4], [20, 20, 30, 30], [4, 4, 7, 7]])
    logits = torch.full((4, 4, 4), 9.0)
    logits[0] = -9
    assert draw_masks(labels, boxes, logits).tolist() == [3]
    assert labels.unique().tolist() == [0, 1]


def test_nothing_found():
    labels = torch.zeros(8, 8)
    found = draw_masks(labels, torch.zeros(0, 4), torch.zeros(0, 4, 4))
    assert found.shape == (0,) and found.dtype == torch.int64
    assert not labels.any()
