"""Whether a mask head fits what it gets and what its training asks for."""

from mmdet.models.roi_heads.mask_heads import FCNMaskHead
from torch import Tensor
from torch.nn.modules.utils import _pair

from mmcsam.models.roi_heads.roi_features import RoIFeatures


def check_roi_features(head: FCNMaskHead, features: RoIFeatures) -> None:
    """Compare RoI features with the settings of a ``CSAMMaskHead``.

    Args:
        head: With ``csam``, ``guide_prior``, ``fusion`` and ``in_channels``.
        features: What the RoI extractor gives.

    Raises:
        ValueError: If the features lack the guide, levels or channels that the head is built for.
    """
    name = type(head).__name__
    if head.needs_guide and features.guide is None:
        part = "CSAM" if head.csam is not None else "guide prior"
        raise ValueError(
            f"{name} has a {part} but the RoI features come without a guide: use a guided "
            "detector with MultiScaleRoIExtractor or GuidedSingleRoIExtractor, or set csam=None "
            "and guide_prior=None"
        )
    if head.fusion is not None:  # which looks at the levels itself
        return
    if len(features.levels) != 1:
        raise ValueError(
            f"{name} without fusion takes one level, the RoI extractor gives "
            f"{len(features.levels)}: set fusion=dict(type='MultiScaleFusion')"
        )
    if features.channels() != (head.in_channels,):
        raise ValueError(
            f"{name} has in_channels={head.in_channels}, but the RoI extractor gives "
            f"{features.channels()[0]} channels: set one to the other"
        )


def check_mask_size(mask_preds: Tensor, mask_size: int | tuple[int, int]) -> None:
    """Compare mask logits (R, K, H, W) with the ``mask_size`` of the training config.

    Raises:
        ValueError: If they differ.
    """
    predicted = tuple(mask_preds.shape[-2:])
    if predicted != tuple(_pair(mask_size)):
        raise ValueError(
            f"the mask head predicts {predicted} but train_cfg.rcnn has mask_size={mask_size}: "
            f"set it to {predicted[-1]}"
        )
