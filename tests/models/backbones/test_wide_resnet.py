import torch
from mmdet.registry import MODELS

# torchvision's wide_resnet101_2 has 126,886,696, of which its classifier 2048 x 1000 + 1000.
WIDE_101 = 126_886_696 - 2_049_000


def test_parameters_are_torchvisions(count):
    with torch.device("meta"):
        model = MODELS.build({"type": "WideResNet", "depth": 101})
    assert count(model) == WIDE_101


def test_layout_is_torchvisions():
    """So that its weights load: names, and widths of the first and the last block."""
    with torch.device("meta"):
        state = MODELS.build({"type": "WideResNet", "depth": 101}).state_dict()
    shapes = {name: tuple(value.shape) for name, value in state.items()}
    assert shapes["conv1.weight"] == (64, 3, 7, 7)
    assert shapes["layer1.0.conv1.weight"] == (128, 64, 1, 1)
    assert shapes["layer1.0.conv2.weight"] == (128, 128, 3, 3)
    assert shapes["layer1.0.downsample.0.weight"] == (256, 64, 1, 1)
    assert shapes["layer3.22.conv2.weight"] == (512, 512, 3, 3)
    assert shapes["layer4.2.conv3.weight"] == (2048, 1024, 1, 1)
    assert shapes["layer4.2.bn3.running_mean"] == (2048,)


def test_outputs():
    small = {"type": "WideResNet", "depth": 50, "base_channels": 16, "stem_channels": 8}
    outputs = MODELS.build(small)(torch.zeros(1, 3, 64, 64))
    assert [tuple(output.shape[1:]) for output in outputs] == [
        (32, 16, 16),
        (64, 8, 8),
        (128, 4, 4),
        (256, 2, 2),
    ]
