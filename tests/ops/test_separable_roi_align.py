import pytest
import torch
from mmcv.ops import roi_align

from mmcsam.ops.separable_roi_align import separable_roi_align


@pytest.fixture
def feature_map():
    torch.manual_seed(0)
    return torch.randn(2, 3, 20, 30)


def make_rois(count):
    corners = torch.rand(count, 2) * torch.tensor([240.0, 160.0]) - 20
    sides = torch.rand(count, 2) * 120
    return torch.cat([torch.randint(2, (count, 1)), corners, corners + sides], dim=1)


ODD_ROIS = torch.tensor(
    [
        [0, 0.0, 0, 240, 160],  # the whole image
        [1, -60.0, -40, 300, 200],  # more than it
        [0, 400.0, 400, 500, 500],  # outside
        [1, 50.0, 50, 50, 50],  # without area
        [0, 232.0, 152, 240, 160],  # the last pixel
        [1, -8.0, -8, 0, 0],  # one pixel outside
        [0, 10.0, 10, 10.5, 90],
    ]
)


@pytest.mark.parametrize("sampling_ratio", [1, 2, 3])
@pytest.mark.parametrize("size", [1, 4, 7])
def test_equals_mmcv(feature_map, size, sampling_ratio):
    rois = torch.cat([make_rois(40), ODD_ROIS])
    expected = roi_align(feature_map, rois, (size, size), 1 / 8, sampling_ratio, "avg", True)
    crops = separable_roi_align(feature_map, rois, size, 1 / 8, sampling_ratio)
    torch.testing.assert_close(crops, expected, atol=2e-5, rtol=0)


@pytest.mark.parametrize("shape", [(1, 30), (20, 1), (1, 1)])
def test_maps_of_one_pixel(shape):
    feature_map = torch.randn(2, 3, *shape)
    rois = make_rois(10)
    expected = roi_align(feature_map, rois, (4, 4), 1 / 8, 2, "avg", True)
    crops = separable_roi_align(feature_map, rois, 4, 1 / 8, 2)
    torch.testing.assert_close(crops, expected, atol=1e-5, rtol=0)


def test_gradient_equals_mmcvs(feature_map):
    rois = torch.cat([make_rois(40), ODD_ROIS])
    feature_map.requires_grad_()
    weight = torch.randn(len(rois), 3, 4, 4)
    crops = roi_align(feature_map, rois, (4, 4), 1 / 8, 2, "avg", True)
    (expected,) = torch.autograd.grad((crops * weight).sum(), feature_map)
    crops = separable_roi_align(feature_map, rois, 4, 1 / 8, 2)
    (gradient,) = torch.autograd.grad((crops * weight).sum(), feature_map)
    torch.testing.assert_close(gradient, expected, atol=1e-4, rtol=1e-5)


def test_zero_rois(feature_map):
    feature_map.requires_grad_()
    crops = separable_roi_align(feature_map, torch.zeros(0, 5), 4, 1 / 8, 2)
    assert crops.shape == (0, 3, 4, 4)
    crops.sum().backward()
    assert torch.equal(feature_map.grad, torch.zeros_like(feature_map))
