"""Whether a RoI extractor fits the feature maps that it gets."""

from collections.abc import Sequence

from mmdet.models.roi_heads.roi_extractors import BaseRoIExtractor
from torch import Tensor

from mmcsam.models.roi_heads.image_features import ImageFeatures


def check_levels(extractor: BaseRoIExtractor, feats: Sequence[Tensor]) -> None:
    """Compare number, channels and strides of feature maps with a RoI extractor's settings.

    Strides can be told of :class:`ImageFeatures` only.

    Args:
        extractor: With ``out_channels`` and ``featmap_strides``.
        feats: Feature maps (N, C, H, W), one for each of ``featmap_strides``.

    Raises:
        ValueError: If they differ.
    """
    name = type(extractor).__name__
    if len(feats) != extractor.num_inputs:
        raise ValueError(
            f"{name} has {extractor.num_inputs} featmap_strides "
            f"{tuple(extractor.featmap_strides)} but got {len(feats)} feature maps"
        )
    channels = tuple(level.shape[1] for level in feats)
    if set(channels) != {extractor.out_channels}:
        raise ValueError(
            f"{name} has out_channels={extractor.out_channels} but the feature maps "
            f"have {channels} channels: set it to the neck's out_channels"
        )
    if not isinstance(feats, ImageFeatures):
        return
    height = feats.image.shape[-2]
    strides = tuple(round(height / level.shape[-2]) for level in feats)
    # The stride of a small map is not exact, as its height is rounded up.
    if any(
        level.shape[-2] != -(-height // stride)
        for level, stride in zip(feats, extractor.featmap_strides, strict=True)
    ):
        raise ValueError(
            f"{name} has featmap_strides {tuple(extractor.featmap_strides)} but the "
            f"feature maps have about {strides}: name the strides of the levels it gets"
        )
