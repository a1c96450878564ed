"""Resizing as matrix products."""

import pytest
import torch
from torch.nn.functional import interpolate

from mmcsam.ops.antialiased_resize import antialiased_resize


@pytest.mark.parametrize("size", [(16, 16), (64, 64), (20, 7), (9, 40), (1, 1), (32, 32)])
def test_as_interpolate(size):
    torch.manual_seed(0)
    images = torch.rand(3, 2, 32, 32)
    expected = interpolate(images, size, mode="bilinear", antialias=True)
    torch.testing.assert_close(antialiased_resize(images, size), expected, atol=1e-6, rtol=1e-5)


def test_gradients_and_types():
    images = torch.rand(1, 1, 8, 8, dtype=torch.float64, requires_grad=True)
    small = antialiased_resize(images, (4, 4))
    assert small.dtype == torch.float64
    small.sum().backward()
    assert images.grad.sum().item() == pytest.approx(16)  # each of 16 pixels is a mean
