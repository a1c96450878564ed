"""Fusion of a RoI's features from several pyramid levels."""

from collections.abc import Sequence

import torch
from mmcv.cnn import ConvModule
from mmdet.registry import MODELS
from mmengine.model import BaseModule, ModuleList
from torch import Tensor, nn

from .roi_features import RoIFeatures

_POOLING = {"max": nn.MaxPool2d, "avg": nn.AvgPool2d}


@MODELS.register_module()
class MultiScaleFusion(BaseModule):
    """Bring RoI features of several sizes to one size, concatenate and weigh them.

    Multiscale feature learning (section II.A, figure 1): each level has a convolution of its own,
    the 64x64 features are pooled and the 16x16 features go through a transposed convolution, so
    that all are 32x32; ECA weighs the concatenated channels.

    The first convolution of each level, where it is 1x1, is done on the feature map instead of on
    the RoIs when that is cheaper, see :meth:`RoILevel.convolved`.

    Args:
        in_channels: Channels of each level.
        branch_channels: Channels of each level after its convolutions. The paper gives none: 128
            makes its parameter counts come out (+459,269 on the stock head).
        input_sizes: Side of each level's RoI features, finest level first.
        output_size: Side of the fused features. Each input size must be it, or a multiple or
            divisor of it.
        branch_kernel: Kernel of each level's convolutions, odd. The paper gives none: 1.
        branch_depth: Convolutions of each level; 1 in the paper's figure 1.
        pooling: How larger levels are made smaller, "max" or "avg". The paper says "pooled".
        upsample_kernel: Kernel of the transposed convolution, as a multiple of its stride: 1 (the
            default, 2x2 for a factor of 2) or 2 (4x4, without checkerboard). The paper gives none.
        attention: The channel attention behind the concatenation, ``dict(type="ECA")``. It is
            built with ``channels``.
        init_cfg: Initialisation, as in MMEngine.

    Raises:
        ValueError: If an input size and the output size do not divide each other, or an option is
            not one of those above.
    """

    def __init__(
        self,
        in_channels: int = 256,
        branch_channels: int = 128,
        input_sizes: Sequence[int] = (64, 32, 16),
        output_size: int = 32,
        branch_kernel: int = 1,
        branch_depth: int = 1,
        pooling: str = "max",
        upsample_kernel: int = 1,
        attention: dict | None = None,
        init_cfg: dict | None = None,
    ) -> None:
        super().__init__(init_cfg)
        if branch_kernel < 1 or branch_kernel % 2 == 0:
            raise ValueError(f"branch_kernel must be odd and positive, got {branch_kernel}")
        for name, value in (("branch_channels", branch_channels), ("branch_depth", branch_depth)):
            if value < 1:
                raise ValueError(f"{name} must be 1 or more, got {value}")
        if pooling not in _POOLING:
            raise ValueError(f"pooling must be one of {', '.join(_POOLING)}, got {pooling!r}")
        if upsample_kernel not in (1, 2):
            raise ValueError(f"upsample_kernel must be 1 or 2, got {upsample_kernel}")
        self.in_channels = in_channels
        self.input_sizes = tuple(input_sizes)
        self.output_size = output_size
        self.out_channels = branch_channels * len(self.input_sizes)
        self.branches = ModuleList(
            nn.Sequential(
                *(
                    ConvModule(
                        branch_channels if i else in_channels,
                        branch_channels,
                        branch_kernel,
                        padding=branch_kernel // 2,
                    )
                    for i in range(branch_depth)
                ),
                _resize(size, output_size, branch_channels, _POOLING[pooling], upsample_kernel),
            )
            for size in self.input_sizes
        )
        self.attention = MODELS.build(
            {"type": "ECA", **(attention or {})} | {"channels": self.out_channels}
        )

    def forward(self, features: RoIFeatures) -> Tensor:
        """Fuse the levels.

        Args:
            features: RoI features (R, in_channels, s, s) for each of ``input_sizes``.

        Returns:
            Fused features (R, out_channels, output_size, output_size), with ``out_channels`` =
            ``branch_channels`` times the number of levels.

        Raises:
            ValueError: If number or size of the levels differs from ``input_sizes``, or their
                channels from ``in_channels``.
        """
        if features.sizes() != self.input_sizes:
            raise ValueError(
                f"MultiScaleFusion has input_sizes={self.input_sizes}, but the RoI extractor gives "
                f"features of {features.sizes()}: set output_sizes of the extractor to the same"
            )
        if set(features.channels()) != {self.in_channels}:
            raise ValueError(
                f"MultiScaleFusion has in_channels={self.in_channels}, but the RoI extractor gives "
                f"{features.channels()} channels: set one to the other"
            )
        fused = [self._branch(i, features) for i in range(len(self.branches))]
        return self.attention(torch.cat(fused, dim=1))

    def _branch(self, index: int, features: RoIFeatures) -> Tensor:
        first, *others = self.branches[index]
        if first.conv.kernel_size == (1, 1):
            x = first.activate(features.convolved(index, first.conv))
        else:
            x = first(features.level(index))
        for module in others:
            x = module(x)
        return x


def _resize(
    size: int, output_size: int, channels: int, pooling: type[nn.Module], upsample_kernel: int
) -> nn.Module:
    if size == output_size:
        return nn.Identity()
    if size % output_size == 0:
        return pooling(size // output_size)
    if output_size % size == 0:
        stride = output_size // size
        kernel = upsample_kernel * stride
        # The padding that makes the output ``stride`` times as large.
        padding = (kernel - stride + 1) // 2
        return nn.Sequential(
            nn.ConvTranspose2d(
                channels,
                channels,
                kernel,
                stride=stride,
                padding=padding,
                output_padding=2 * padding - (kernel - stride),
            ),
            nn.ReLU(inplace=True),
        )
    raise ValueError(
        f"input size {size} and output size {output_size} do not divide each other: "
        "take input_sizes that are multiples or divisors of output_size"
    )
