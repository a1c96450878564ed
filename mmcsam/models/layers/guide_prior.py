"""The guide's mask as a prior on the mask head's."""

import torch
from mmdet.registry import MODELS
from mmengine.model import BaseModule
from torch import Tensor, nn

from mmcsam.ops.antialiased_resize import antialiased_resize


@MODELS.register_module()
class GuidePrior(BaseModule):
    """Add the guide's logits to the mask head's, so that the head learns what to correct.

    Not in the paper, whose guide acts through CSAM's attention only: there the head has to draw
    again what the guide has drawn already. It has two parameters, the weight of the guide's logits
    (1 at first) and that of the head's (0.1 at first, so that training starts near the guide).

    Args:
        eps: The guide's probability is kept in [eps, 1 - eps], which bounds its logit.
        init_cfg: Initialisation, as in MMEngine.

    Raises:
        ValueError: If ``eps`` is not in (0, 0.5).
    """

    def __init__(self, eps: float = 0.01, init_cfg: dict | None = None) -> None:
        super().__init__(init_cfg)
        if not 0 < eps < 0.5:
            raise ValueError(f"GuidePrior's eps must lie in (0, 0.5), got {eps}")
        self.eps = eps
        self.guide_weight = nn.Parameter(torch.tensor(1.0))
        self.head_weight = nn.Parameter(torch.tensor(0.1))

    def forward(self, logits: Tensor, guide: Tensor) -> Tensor:
        """Combine the two.

        Args:
            logits: The mask head's (R, K, H, W).
            guide: Foreground probabilities (R, 1, h, w) in [0, 1] on the same RoIs, of any size.

        Returns:
            Logits (R, K, H, W).
        """
        prior = guide_logits(guide, logits.shape[-2:], self.eps)
        combined = self.head_weight * logits + self.guide_weight * prior
        return combined.to(logits.dtype)  # PointRend writes into it, which takes one type


def guide_logits(guide: Tensor, size: tuple[int, ...], eps: float) -> Tensor:
    """Resize a guide's probabilities (R, 1, h, w) and turn them into logits (R, 1, *size)."""
    height, width = int(size[0]), int(size[1])  # numbers for an exporter too
    if (int(guide.shape[-2]), int(guide.shape[-1])) != (height, width):
        guide = antialiased_resize(guide, (height, width))
    return torch.logit(guide, eps=eps)
