"""Paddings that do not depend on the image."""

from mmcv.cnn.bricks.conv2d_adaptive_padding import Conv2dAdaptivePadding
from torch import Tensor, nn
from torch.nn.functional import conv2d, pad


def fix_paddings(model: nn.Module) -> None:
    """Replace convolutions that pad by their input's size with ones that pad always the same.

    TensorFlow's padding, which EfficientNetLite's weights were trained with, is the same for all
    sides that are multiples of the stride; a trace would hold the example's.

    Args:
        model: Changed in place; what it computes stays the same for such sides.
    """
    for module in list(model.modules()):
        for name, child in list(module.named_children()):
            if type(child) is Conv2dAdaptivePadding:
                setattr(module, name, _FixedPadding(child))


class _FixedPadding(nn.Module):
    def __init__(self, conv: Conv2dAdaptivePadding) -> None:
        super().__init__()
        self.weight, self.bias = conv.weight, conv.bias
        kernel = zip(conv.kernel_size, conv.stride, conv.dilation, strict=True)
        down, across = (max((k - 1) * d + 1 - s, 0) for k, s, d in kernel)
        # What is the same on both sides is the convolution's own, which runtimes do on the way.
        both = (down // 2, across // 2)
        self.sides = [0, across % 2, 0, down % 2]
        self.settings = (conv.stride, both, conv.dilation, conv.groups)

    def forward(self, x: Tensor) -> Tensor:
        if any(self.sides):
            x = pad(x, self.sides)
        return conv2d(x, self.weight, self.bias, *self.settings)
