"""EfficientNet-Lite0, a backbone for machines without a GPU."""

from collections.abc import Sequence

from mmcv.cnn import ConvModule
from mmdet.models.layers import InvertedResidual
from mmdet.registry import MODELS
from mmengine.model import BaseModule
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm

from . import efficientnet_lite_weights  # noqa: F401, so that configs can name the weights

_STEM = 32
# Of each level, whose output has half the size of the one before: blocks, kernel size, stride of
# the first block, how much wider the depthwise convolution is, output channels.
_LEVELS = (
    ((1, 3, 1, 1, 16), (2, 3, 2, 6, 24)),
    ((2, 5, 2, 6, 40),),
    ((3, 3, 2, 6, 80), (3, 5, 1, 6, 112)),
    ((4, 5, 2, 6, 192), (1, 3, 1, 6, 320)),
)


@MODELS.register_module()
class EfficientNetLite(BaseModule):
    """EfficientNet-Lite0: EfficientNet-B0 without squeeze-and-excitation, with ReLU6.

    2.96 million parameters and 24, 40, 112 and 320 channels at strides 4, 8, 16 and 32. After Tan
    and Le (https://arxiv.org/abs/1905.11946) and their TensorFlow implementation's
    ``lite/efficientnet_lite_builder.py``. Padding is TensorFlow's, one pixel more to the right and
    below where an even size is halved, since the weights were trained so. Images are expected in
    RGB, with mean and deviation 127.5.

    Args:
        out_indices: Which of the four levels to return.
        frozen_stages: How many levels stay as they are, the stem with them; 0 freezes the stem
            alone, -1 nothing.
        norm_eval: Keep the batch norms' statistics in training, as small batches need it.
        init_cfg: ``dict(type="Pretrained", checkpoint="package://efficientnet-lite0")`` starts
            from ImageNet, see :func:`imagenet_weights`.

    Raises:
        ValueError: If a level is asked for that is not there.
    """

    def __init__(
        self,
        out_indices: Sequence[int] = (0, 1, 2, 3),
        frozen_stages: int = -1,
        norm_eval: bool = True,
        init_cfg: dict | None = None,
    ) -> None:
        super().__init__(init_cfg)
        if not set(out_indices) <= set(range(len(_LEVELS))) or not out_indices:
            raise ValueError(f"out_indices are {tuple(out_indices)}, expected some of 0 to 3")
        if not -1 <= frozen_stages <= len(_LEVELS):
            raise ValueError(f"frozen_stages is {frozen_stages}, expected -1 to {len(_LEVELS)}")
        self.out_indices = tuple(out_indices)
        self.frozen_stages = frozen_stages
        self.norm_eval = norm_eval
        layers = {
            "conv_cfg": {"type": "Conv2dAdaptivePadding"},
            "norm_cfg": {"type": "BN", "eps": 1e-3, "momentum": 0.01},
            "act_cfg": {"type": "ReLU6"},
        }
        self.stem = ConvModule(3, _STEM, 3, stride=2, **layers)
        self.levels = nn.ModuleList()
        channels = _STEM
        for stages in _LEVELS:
            level = []
            for blocks, kernel_size, stride, expansion, width in stages:
                for block in range(blocks):
                    level.append(
                        InvertedResidual(
                            channels,
                            width,
                            channels * expansion,
                            kernel_size,
                            stride if block == 0 else 1,
                            with_expand_conv=expansion > 1,
                            **layers,
                        )
                    )
                    channels = width
            self.levels.append(nn.Sequential(*level))
        self._freeze()

    def forward(self, images: Tensor) -> tuple[Tensor, ...]:
        """Return the levels' features.

        Args:
            images: (N, 3, H, W), RGB, normalised.

        Returns:
            tuple: (N, C, H / stride, W / stride) of each level asked for, rounded up.
        """
        features = self.stem(images)
        found = []
        for index, level in enumerate(self.levels):
            features = level(features)
            if index in self.out_indices:
                found.append(features)
        return tuple(found)

    def train(self, mode: bool = True) -> "EfficientNetLite":
        """Switch between training and prediction; what is frozen stays in prediction."""
        super().train(mode)
        self._freeze()
        if mode and self.norm_eval:
            for module in self.modules():
                if isinstance(module, _BatchNorm):
                    module.eval()
        return self

    def _freeze(self) -> None:
        if self.frozen_stages < 0:
            return
        for frozen in (self.stem, *self.levels[: self.frozen_stages]):
            frozen.eval()
            frozen.requires_grad_(False)
