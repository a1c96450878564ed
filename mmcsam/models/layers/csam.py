"""Cross spatial attention."""

import torch
import torch.nn.functional as F  # noqa: N812
from mmcv.cnn import ConvModule
from mmdet.registry import MODELS
from mmengine.model import BaseModule
from torch import Tensor, nn

_INTEGRATIONS = ("multiply", "residual")
_GUIDE_VALUES = {
    "probability": lambda p: p,
    "logit": lambda p: torch.logit(p, eps=1e-4),
    "binary": lambda p: (p > 0.5).to(p.dtype),
}


@MODELS.register_module()
class CSAM(BaseModule):
    """Cross spatial attention module: a guide's mask says where to look in a RoI's features.

    Section II.B and figure 2 of the paper. Guide and guided features are each pooled to the guided
    size (max and average, concatenated) and convolved to four channels; one more convolution over
    both and a sigmoid make a map that multiplies the guided features. With the defaults it has
    102,361 parameters, the 0.1M of the paper's table 1.

    Pooling is spatial and keeps all channels. Pooling over channels as CBAM does would cost about
    a thousand parameters, which the paper's count rules out.

    Args:
        in_channels: Channels of the guided features.
        guide_channels: Channels of the guide's map after its own convolution ("this segmentation
            mask, post-convolution, serves as the guiding feature", section II.C). The paper gives
            no number: 4, like the other convolutions of the module.
        attention_channels: Channels to which each side is convolved; 4 in the paper.
        kernel_size: Kernel of the three attention convolutions, odd. The paper gives none: 7, as in
            CBAM's spatial attention.
        integration: How the attention a is "integrated into the guided feature" x: "multiply",
            x * a, or "residual", x * (1 + a), which cannot silence a feature.
        guide_value: What of the guide's probability p to look at: "probability", "logit" (p kept in
            [1e-4, 1 - 1e-4]) or "binary" (p > 0.5).
        guide_dropout: In training, the share of RoIs whose guide says 0.5 everywhere. A guide that
            was trained on the same images is better on them than it will be; this keeps the head
            from trusting it too much. Not in the paper; 0 is off.
        init_cfg: Initialisation, as in MMEngine.

    Raises:
        ValueError: If ``kernel_size`` is even or not positive, a number of channels is below 1,
            ``integration`` or ``guide_value`` is unknown, or ``guide_dropout`` is not in [0, 1].
    """

    def __init__(
        self,
        in_channels: int = 256,
        guide_channels: int = 4,
        attention_channels: int = 4,
        kernel_size: int = 7,
        integration: str = "multiply",
        guide_value: str = "probability",
        guide_dropout: float = 0.0,
        init_cfg: dict | None = None,
    ) -> None:
        super().__init__(init_cfg)
        if kernel_size < 1 or kernel_size % 2 == 0:
            raise ValueError(f"CSAM's kernel_size must be odd and positive, got {kernel_size}")
        for name, value in (
            ("guide_channels", guide_channels),
            ("attention_channels", attention_channels),
        ):
            if value < 1:
                raise ValueError(f"CSAM's {name} must be 1 or more, got {value}")
        for name, choice, allowed in (
            ("integration", integration, _INTEGRATIONS),
            ("guide_value", guide_value, _GUIDE_VALUES),
        ):
            if choice not in allowed:
                raise ValueError(
                    f"CSAM's {name} must be one of {', '.join(allowed)}, got {choice!r}"
                )
        if not 0 <= guide_dropout <= 1:
            raise ValueError(f"CSAM's guide_dropout must be in [0, 1], got {guide_dropout}")
        self.integration = integration
        self.guide_value = guide_value
        self.guide_dropout = guide_dropout
        padding = kernel_size // 2
        self.guide_conv = ConvModule(1, guide_channels, 3, padding=1)
        self.guided_attention = ConvModule(
            2 * in_channels, attention_channels, kernel_size, padding=padding
        )
        self.guide_attention = ConvModule(
            2 * guide_channels, attention_channels, kernel_size, padding=padding
        )
        # Deviation: figure 1 says that all convolutions use ReLU. Before the sigmoid it would clip
        # the attention to [0.5, 1), so this one goes without.
        self.attention = nn.Conv2d(2 * attention_channels, 1, kernel_size, padding=padding)

    def attention_map(self, guided: Tensor, guide: Tensor) -> Tensor:
        """Return the attention (R, 1, h, w) in (0, 1); arguments as in :meth:`forward`."""
        if self.training and self.guide_dropout:
            dropped = torch.rand(len(guide), 1, 1, 1, device=guide.device) < self.guide_dropout
            guide = guide.masked_fill(dropped, 0.5)
        guide = self.guide_conv(_GUIDE_VALUES[self.guide_value](guide))
        size = (int(guided.shape[-2]), int(guided.shape[-1]))  # numbers for an exporter too
        guide_map = self.guide_attention(max_and_average(guide, size))
        attention = self.attention(torch.cat([self._attend_guided(guided), guide_map], dim=1))
        return torch.sigmoid(attention)

    def _attend_guided(self, guided: Tensor) -> Tensor:
        """Return ``guided_attention(max_and_average(guided, size))`` at half its cost.

        The guided features have the guided size already, so both poolings are the identity, and
        the two halves of the weight add.
        """
        conv = self.guided_attention.conv
        maximum, average = conv.weight.chunk(2, dim=1)
        x = F.conv2d(guided, maximum + average, conv.bias, padding=conv.padding)
        return self.guided_attention.activate(x)

    def forward(self, guided: Tensor, guide: Tensor) -> Tensor:
        """Weigh the guided features by the attention map.

        Args:
            guided: RoI features (R, in_channels, h, w).
            guide: Foreground probabilities (R, 1, H, W) in [0, 1] on the same RoIs, of any size.

        Returns:
            Features shaped like ``guided``.
        """
        attention = self.attention_map(guided, guide)
        return guided * (attention if self.integration == "multiply" else 1 + attention)


def max_and_average(x: Tensor, size: tuple[int, int]) -> Tensor:
    """Concatenate adaptive max and average pooling: (R, C, H, W) -> (R, 2C, *size)."""
    return torch.cat([F.adaptive_max_pool2d(x, size), F.adaptive_avg_pool2d(x, size)], dim=1)
