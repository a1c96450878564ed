"""Batch norms as part of the convolutions before them, for prediction."""

from collections import Counter

from mmcv.cnn import ConvModule
from torch import nn
from torch.nn.modules.batchnorm import _BatchNorm
from torch.nn.utils.fusion import fuse_conv_bn_weights


def fold_batch_norms(model: nn.Module) -> int:
    """Fold the batch norms of a model that only predicts from now on into its convolutions.

    Of ``ConvModule`` alone, which says in what order it works. mmcv's ``fuse_conv_bn`` goes by the
    order of names, and folds several norms into a convolution that several modules share, as
    RTMDet's head does.

    Args:
        model: Changed in place; its outputs stay the same up to rounding.

    Returns:
        int: How many were folded.
    """
    modules = [module for module in model.modules() if isinstance(module, ConvModule)]
    users = Counter(id(module.conv) for module in modules)
    folded = 0
    for module in modules:
        norm = module.norm if module.with_norm else None
        if (
            isinstance(norm, _BatchNorm)
            and norm.running_mean is not None
            and norm.running_var is not None
            and isinstance(module.conv, nn.Conv2d)
            and module.order[:2] == ("conv", "norm")
            and users[id(module.conv)] == 1
        ):
            module.conv.weight, module.conv.bias = fuse_conv_bn_weights(
                module.conv.weight,
                module.conv.bias,
                norm.running_mean,
                norm.running_var,
                norm.eps,
                norm.weight,
                norm.bias,
            )
            setattr(module, module.norm_name, nn.Identity())
            folded += 1
    return folded
