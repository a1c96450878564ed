"""The mask of one detection, pasted."""

import numpy as np
import pytest
import torch
from pycocotools import mask as mask_api

from mmcsam.inference.backends.mask_crop import mask_crop
from mmcsam.ops.mask_paste import paste_masks_to_rle

WIDTH, HEIGHT = 90, 70


def boxes():
    rng = np.random.default_rng(0)
    corner = rng.uniform(-20, 80, (60, 2))
    return np.concatenate([corner, corner + rng.uniform(0.3, 60, (60, 2))], axis=1)


def test_as_it_is_pasted_in_pytorch():
    """But for pixels that are at the threshold to the last digits."""
    masks = torch.rand(60, 14, 14, generator=torch.Generator().manual_seed(0))
    rles = paste_masks_to_rle(masks, torch.tensor(boxes(), dtype=torch.float32), (HEIGHT, WIDTH))
    pixels = 0
    for mask, box, rle in zip(masks.numpy(), boxes().astype(np.float32), rles, strict=True):
        crop, left, top = mask_crop(mask, box, (WIDTH, HEIGHT))
        found = np.zeros((HEIGHT, WIDTH), bool)
        found[top : top + crop.shape[0], left : left + crop.shape[1]] = crop
        assert (found != mask_api.decode(rle)).sum() <= 1
        pixels += found.sum()
        if crop.size:
            assert crop.any(0).all() or crop[:, [0, -1]].any(0).all()
    assert pixels > 5000


@pytest.mark.parametrize(
    "box", [[5, 5, 5, 20], [5, 5, 2, 20], [200, 5, 220, 20], [-30, -30, -10, -10]]
)
def test_nothing(box):
    crop, left, top = mask_crop(np.ones((4, 4), np.float32), np.array(box), (WIDTH, HEIGHT))
    assert crop.shape == (0, 0)


def test_a_full_mask_fills_its_box():
    crop, left, top = mask_crop(np.ones((8, 8), np.float32), np.array([10, 20, 26, 28]), (90, 70))
    assert (crop.shape, crop.all(), left, top) == ((8, 16), True, 10, 20)
