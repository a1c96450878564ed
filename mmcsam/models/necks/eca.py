"""Efficient channel attention."""

import math
from collections.abc import Sequence

import torch
from mmdet.registry import MODELS
from mmengine.model import BaseModule
from torch import Tensor, nn


@MODELS.register_module()
class ECA(BaseModule):
    """Weigh channels by a 1D convolution over their means.

    From `ECA-Net <https://arxiv.org/abs/1910.03151>`_ (Wang et al. 2020). The paper puts it behind
    the concatenated scales of a RoI, to learn how much each scale matters (section II.A). It works
    as a neck too: ``neck=[dict(type="FPN", ...), dict(type="ECA", channels=256)]`` weighs every
    level with shared parameters.

    Args:
        channels: Channels C of the input.
        kernel_size: Channels that one weight looks at, odd. None takes ECA-Net's rule, the odd
            number next to log2(C) / gamma + b / gamma: 5 for 384 channels.
        gamma: Of that rule.
        b: Of that rule.
        init_cfg: Initialisation, as in MMEngine.

    Raises:
        ValueError: If ``kernel_size`` is even or not positive.
    """

    def __init__(
        self,
        channels: int,
        kernel_size: int | None = None,
        gamma: float = 2,
        b: float = 1,
        init_cfg: dict | None = None,
    ) -> None:
        super().__init__(init_cfg)
        if kernel_size is None:
            kernel_size = adaptive_kernel_size(channels, gamma, b)
        if kernel_size < 1 or kernel_size % 2 == 0:
            raise ValueError(f"ECA's kernel_size must be odd and positive, got {kernel_size}")
        self.channels = channels
        self.conv = nn.Conv1d(1, 1, kernel_size, padding=kernel_size // 2, bias=False)

    def forward(self, x: Tensor | Sequence[Tensor]) -> Tensor | tuple[Tensor, ...]:
        """Scale each channel by a weight in (0, 1).

        Args:
            x: Features (N, C, H, W), or a pyramid of them.

        Returns:
            The same shapes.
        """
        if isinstance(x, Tensor):
            return self._weigh(x)
        return tuple(self._weigh(level) for level in x)

    def _weigh(self, x: Tensor) -> Tensor:
        weight = self.conv(x.mean(dim=(2, 3)).unsqueeze(1))  # (N, 1, C)
        return x * torch.sigmoid(weight).transpose(1, 2).unsqueeze(-1)


def adaptive_kernel_size(channels: int, gamma: float = 2, b: float = 1) -> int:
    """Return ECA-Net's kernel size for a number of channels (its equation 12)."""
    size = int(abs((math.log2(channels) + b) / gamma))
    return size if size % 2 else size + 1
