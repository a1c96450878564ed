import pytest
import torch

from mmcsam.ops.crop_rois import crop_rois

ROIS = torch.tensor([[0, 8.0, 6.0, 40.0, 38.0], [1, 20.3, 0.0, 64.0, 31.7]])


def test_image_of_any_memory_layout():
    image = torch.randn(2, 3, 48, 64)
    turned = image.to(memory_format=torch.channels_last)
    assert torch.equal(crop_rois(turned, ROIS, 8), crop_rois(image, ROIS, 8))


def test_half_precision_image_keeps_the_coordinates():
    image = torch.randn(1, 3, 16, 1024).bfloat16()
    rois = torch.tensor([[0, 999.5, 1.25, 1021.75, 14.5]])
    assert torch.equal(crop_rois(image, rois, 8), crop_rois(image.float(), rois, 8))


def test_a_ramp_gives_coordinates():
    """Pixels that hold their own column's centre come back as the crop's, stretched twofold."""
    columns = (torch.arange(32) + 0.5).expand(1, 1, 16, 32)
    crop = crop_rois(columns, torch.tensor([[0, 8.0, 4.0, 12.0, 8.0]]), 8)
    expected = 8 + 4 * (torch.arange(8) + 0.5) / 8
    torch.testing.assert_close(crop[0, 0], expected.expand(8, 8))


def test_each_roi_comes_from_its_image():
    images = torch.tensor([3.0, 7.0]).view(2, 1, 1, 1).expand(2, 1, 8, 8)
    rois = torch.tensor([[1, 2.0, 2, 6, 6], [0, 2, 2, 6, 6], [1, 1, 1, 3, 3]])
    assert crop_rois(images, rois, 2)[:, 0, 0, 0].tolist() == [7, 3, 7]


@pytest.mark.parametrize("dtype", [torch.uint8, torch.bfloat16, torch.float64])
def test_crops_are_float32(dtype):
    image = torch.full((1, 3, 8, 8), 5, dtype=dtype)
    crops = crop_rois(image, torch.tensor([[0, 2.0, 2, 6, 6]], dtype=torch.float64), 4)
    assert crops.dtype == torch.float32
    assert torch.equal(crops, torch.full((1, 3, 4, 4), 5.0))


def test_no_rois():
    assert crop_rois(torch.zeros(1, 3, 8, 8), torch.zeros(0, 5), 4).shape == (0, 3, 4, 4)
