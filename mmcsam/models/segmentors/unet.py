"""U-Net."""

import torch
from mmcv.cnn import ConvModule
from mmdet.registry import MODELS
from mmengine.model import BaseModule, ModuleList
from torch import Tensor, nn


@MODELS.register_module()
class UNet(BaseModule):
    """U-Net (`Ronneberger et al. 2015 <https://arxiv.org/abs/1505.04597>`_) with padding and BN.

    Encoder blocks of two 3x3 convolutions with 2x2 max pooling between them; decoder blocks behind
    a 2x2 transposed convolution and the concatenated skip. Padding keeps the size and batch
    normalisation steadies the training from scratch, as is usual today; the original has neither.
    With the defaults it has 31,037,633 parameters.

    Args:
        in_channels: Channels of the image.
        out_channels: Channels of the logits, 1 for a foreground map.
        base_channels: Channels of the first block; each level below has twice as many.
        depth: Number of poolings. Image sides must be multiples of ``2 ** depth``.
        init_cfg: Initialisation, as in MMEngine.
    """

    def __init__(
        self,
        in_channels: int = 3,
        out_channels: int = 1,
        base_channels: int = 64,
        depth: int = 4,
        init_cfg: dict | None = None,
    ) -> None:
        super().__init__(init_cfg)
        self.depth = depth
        widths = [base_channels * 2**level for level in range(depth + 1)]
        self.encoder = ModuleList(
            _double_conv(before, width)
            for before, width in zip([in_channels, *widths], widths, strict=False)
        )
        self.pool = nn.MaxPool2d(2)
        self.upsamples = ModuleList()
        self.decoder = ModuleList()
        for width in reversed(widths[:-1]):
            self.upsamples.append(nn.ConvTranspose2d(2 * width, width, 2, stride=2))
            self.decoder.append(_double_conv(2 * width, width))
        self.classifier = nn.Conv2d(base_channels, out_channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Segment images.

        Args:
            x: Normalised images (N, in_channels, H, W).

        Returns:
            Logits (N, out_channels, H, W).

        Raises:
            ValueError: If H or W is no multiple of ``2 ** depth``.
        """
        multiple = 2**self.depth
        if x.shape[-2] % multiple or x.shape[-1] % multiple:
            raise ValueError(
                f"UNet of depth {self.depth} takes sides that are multiples of {multiple}, got "
                f"{x.shape[-2]}x{x.shape[-1]}"
            )
        skips = []
        for block in self.encoder[:-1]:
            x = block(x)
            skips.append(x)
            x = self.pool(x)
        x = self.encoder[-1](x)
        for upsample, block in zip(self.upsamples, self.decoder, strict=True):
            x = block(torch.cat([skips.pop(), upsample(x)], dim=1))
        return self.classifier(x)


def _double_conv(in_channels: int, out_channels: int) -> nn.Sequential:
    norm = {"type": "BN"}
    return nn.Sequential(
        ConvModule(in_channels, out_channels, 3, padding=1, norm_cfg=norm),
        ConvModule(out_channels, out_channels, 3, padding=1, norm_cfg=norm),
    )
