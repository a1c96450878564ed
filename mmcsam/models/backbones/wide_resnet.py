"""ResNet with twice as wide bottlenecks."""

from mmdet.models.backbones import ResNet
from mmdet.models.backbones.resnet import Bottleneck
from mmdet.registry import MODELS


class _WideBottleneck(Bottleneck):
    # A stage's inner width is doubled, so its output is twice and not four times as wide.
    expansion = 2


@MODELS.register_module()
class WideResNet(ResNet):
    """Wide ResNet-50-2 and -101-2 (Zagoruyko and Komodakis, https://arxiv.org/abs/1605.07146).

    The layout of torchvision's ``wide_resnet101_2``, whose weights it takes: bottlenecks are twice
    as wide inside, the stages' outputs are a ResNet's. Section IV.A.1 tries the backbone.
    MMDetection's ``ResNeXt(groups=1, base_width=128)`` is no such thing: with one group it ignores
    the width.

    Args:
        depth: 50 or 101.
        base_channels: Inner width of the first stage.
        stem_channels: Width of the first convolution.
        **kwargs: As in ``ResNet``.
    """

    arch_settings = {50: (_WideBottleneck, (3, 4, 6, 3)), 101: (_WideBottleneck, (3, 4, 23, 3))}

    def __init__(
        self, depth: int, base_channels: int = 128, stem_channels: int = 64, **kwargs
    ) -> None:
        super().__init__(depth, base_channels=base_channels, stem_channels=stem_channels, **kwargs)
