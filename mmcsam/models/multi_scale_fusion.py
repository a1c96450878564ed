"""Fusion of a RoI's features from several pyramid levels."""

from collections.abc import Sequence

import torch
from mmcv.cnn import ConvModule
from mmdet.registry import MODELS
from mmengine.model import BaseModule, ModuleList
from torch import Tensor, nn


@MODELS.register_module()
class MultiScaleFusion(BaseModule):
    """Bring RoI features of several sizes to one size, concatenate and weigh them.

    Multiscale feature learning (section II.A, figure 1): each level has a convolution of its own,
    the 64x64 features are pooled and the 16x16 features go through a transposed convolution, so
    that all are 32x32; ECA weighs the concatenated channels.

    Args:
        in_channels: Channels of each level.
        branch_channels: Channels of each level after its convolution. The paper gives none: 128
            makes its parameter counts come out (+459,269 on the stock head).
        input_sizes: Side of each level's RoI features, finest level first.
        output_size: Side of the fused features. Each input size must be it, or a multiple or
            divisor of it.
        attention: The channel attention behind the concatenation, ``dict(type="ECA")``. It is
            built with ``channels``.
        init_cfg: Initialisation, as in MMEngine.

    Raises:
        ValueError: If an input size and the output size do not divide each other.
    """

    def __init__(
        self,
        in_channels: int = 256,
        branch_channels: int = 128,
        input_sizes: Sequence[int] = (64, 32, 16),
        output_size: int = 32,
        attention: dict | None = None,
        init_cfg: dict | None = None,
    ) -> None:
        super().__init__(init_cfg)
        self.input_sizes = tuple(input_sizes)
        self.out_channels = branch_channels * len(self.input_sizes)
        self.branches = ModuleList(
            nn.Sequential(
                ConvModule(in_channels, branch_channels, 1),
                _resize(size, output_size, branch_channels),
            )
            for size in self.input_sizes
        )
        self.attention = MODELS.build(
            {"type": "ECA", **(attention or {})} | {"channels": self.out_channels}
        )

    def forward(self, levels: Sequence[Tensor]) -> Tensor:
        """Fuse the levels.

        Args:
            levels: RoI features (R, in_channels, s, s), one for each of ``input_sizes``.

        Returns:
            Fused features (R, out_channels, output_size, output_size), with ``out_channels`` =
            ``branch_channels`` times the number of levels.

        Raises:
            ValueError: If number or size of the levels differs from ``input_sizes``.
        """
        sizes = tuple(level.shape[-1] for level in levels)
        if sizes != self.input_sizes:
            raise ValueError(
                f"MultiScaleFusion has input_sizes={self.input_sizes}, but the RoI extractor gives "
                f"features of {sizes}: set output_sizes of the extractor to the same"
            )
        fused = [branch(level) for branch, level in zip(self.branches, levels, strict=True)]
        return self.attention(torch.cat(fused, dim=1))


def _resize(size: int, output_size: int, channels: int) -> nn.Module:
    if size == output_size:
        return nn.Identity()
    if size % output_size == 0:
        return nn.MaxPool2d(size // output_size)
    if output_size % size == 0:
        factor = output_size // size
        return nn.Sequential(
            nn.ConvTranspose2d(channels, channels, factor, stride=factor), nn.ReLU(inplace=True)
        )
    raise ValueError(
        f"input size {size} and output size {output_size} do not divide each other: "
        "take input_sizes that are multiples or divisors of output_size"
    )
