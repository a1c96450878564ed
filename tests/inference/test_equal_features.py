"""In the core of a tile a network computes what it computes in the whole image.

A real network with random weights, in double precision: a difference is what reaches in from beyond
the tile's edge, or from an origin off the stride, and not rounding.
"""

import pytest
import torch
from mmdet.registry import MODELS
from mmengine.registry import init_default_scope
from torch.nn import BatchNorm2d, Conv2d, ModuleList, init

import mmcsam.components  # noqa: F401, registers the components
from mmcsam.inference.tiling import Box, plan_tiles

SIZE = (832, 768)
STRIDES = (4, 8, 16, 32, 64)


def build(depth, channels=8):
    """Return a function from images to the pyramid's levels and the RPN's scores and boxes."""
    init_default_scope("mmdet")
    torch.manual_seed(0)
    widths = [channels * 2**level * (1 if depth < 50 else 4) for level in range(4)]
    anchors = {"type": "AnchorGenerator", "scales": [4], "ratios": [1.0], "strides": STRIDES}
    network = ModuleList(
        MODELS.build(part)
        for part in (
            {"type": "ResNet", "depth": depth, "base_channels": channels, "norm_eval": True},
            {"type": "FPN", "in_channels": widths, "out_channels": channels, "num_outs": 5},
            {
                "type": "RPNHead",
                "in_channels": channels,
                "feat_channels": channels,
                "anchor_generator": anchors,
            },
        )
    )
    for part in network.modules():
        if isinstance(part, Conv2d):
            init.kaiming_normal_(part.weight, mode="fan_out")
        if isinstance(part, BatchNorm2d):
            part.running_mean.normal_(0, 0.1)
            part.running_var.uniform_(0.5, 1.5)
    backbone, neck, head = network.double().eval()

    @torch.no_grad()
    def outputs(image):
        levels = neck(backbone(image))
        return levels, *head(levels)

    return outputs


@pytest.fixture(scope="module", params=[18, 50])
def network(request):
    return build(request.param)


@pytest.fixture(scope="module")
def image():
    generator = torch.Generator().manual_seed(1)
    return torch.randn(1, 3, *SIZE[::-1], generator=generator, dtype=torch.float64)


@pytest.fixture(scope="module")
def whole(network, image):
    return network(image)


def differences(whole, network, image, core, window):
    """Return the largest difference within a core, relative to the largest value, by stride."""
    left, top, right, bottom = window
    found = {}
    for ours, theirs in zip(network(image[..., top:bottom, left:right]), whole, strict=True):
        for stride, part, all_of_it in zip(STRIDES, ours, theirs, strict=True):
            a, b, c, d = (edge // stride for edge in core)
            true = all_of_it[..., b:d, a:c]
            x, y = a - left // stride, b - top // stride
            part = part[..., y : y + true.shape[2], x : x + true.shape[3]]
            difference = ((part - true).abs().max() / true.abs().max()).item()
            found[stride] = max(found.get(stride, 0), difference)
    return found


def test_context_of_320(whole, network, image):
    tiles = plan_tiles(*SIZE, tile=704, context=320)
    assert len(tiles) == 6
    for core, window in tiles:
        found = differences(whole, network, image, core, window)
        assert max(found.values()) < 1e-12, (core, found)


def test_less_context_shows(whole, network, image):
    core = Box(384, 384, 448, 448)
    window = core.grown(192)
    found = differences(whole, network, image, core, window)
    assert max(found.values()) > 1e-4


def test_an_origin_off_the_stride_shows(whole, network, image):
    """Everywhere, on all levels that can be compared: 16 pixels are a whole number of steps."""
    core = Box(384, 384, 448, 448)
    window = Box(64 + 16, 64 + 16, *core.grown(320)[2:])
    found = differences(whole, network, image, core, window)
    assert min(found[stride] for stride in (4, 8, 16)) > 0.01
