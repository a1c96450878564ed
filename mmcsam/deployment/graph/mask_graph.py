"""A mask head with its guide as a graph."""

import sys

import torch
from mmdet.models.roi_heads import StandardRoIHead
from torch import Tensor, nn

from mmcsam.models.guides.unet_guide import UNetGuide
from mmcsam.models.roi_heads.mask_heads.csam_mask_head import CSAMMaskHead
from mmcsam.models.roi_heads.roi_extractors.multi_scale_roi_extractor import (
    MultiScaleRoIExtractor,
)
from mmcsam.models.roi_heads.roi_features import RoIFeatures, RoILevel

from .level_crops import crop_by_level
from .operators import Operators


class MaskGraph(nn.Module):
    """What extractor, guide and mask head do with the boxes of one image, all at once.

    Args:
        roi_head: The trained heads.
        guide: The detector's guide, or None.
        operators: Of the file's format.
    """

    def __init__(
        self, roi_head: StandardRoIHead, guide: UNetGuide | None, operators: Operators
    ) -> None:
        super().__init__()
        self.extractor = roi_head.mask_roi_extractor
        self.head = roi_head.mask_head
        self.guide = guide
        self.operators = operators
        if isinstance(self.head, CSAMMaskHead):
            self.head.roi_chunk = sys.maxsize  # a trace would hold as many parts as it saw

    def forward(
        self, pixels: Tensor, features: tuple[Tensor, ...], boxes: Tensor, labels: Tensor
    ) -> Tensor:
        """Predict masks.

        Args:
            pixels: The network's input (1, 3, H, W).
            features: Levels (1, C, H, W).
            boxes: (n, 4) in input pixels.
            labels: (n,), whose masks to return where each class has one.

        Returns:
            Mask logits (n, s, s).
        """
        logits = self.head(self._features(pixels, features, boxes))
        if self.head.class_agnostic or self.head.num_classes == 1:
            return logits[:, 0]
        number = torch.arange(boxes.shape[0], device=boxes.device)
        return logits[number, labels]

    def _features(
        self, pixels: Tensor, features: tuple[Tensor, ...], boxes: Tensor
    ) -> RoIFeatures | Tensor:
        if isinstance(self.extractor, MultiScaleRoIExtractor):
            levels: list[RoILevel | Tensor] = [
                _Level(level, boxes, layer, self.operators)
                for level, layer in zip(features, self.extractor.roi_layers, strict=False)
            ]
        else:
            crops = crop_by_level(self.extractor, features, boxes, self.operators)
            if self.guide is None:
                return crops
            levels = [crops]
        return _Features(levels, self._guide_map(pixels, boxes), self.extractor.out_channels)

    def _guide_map(self, pixels: Tensor, boxes: Tensor) -> Tensor | None:
        if self.guide is None:
            return None
        crops = self.operators.crop(pixels, boxes, self.guide.crop_size, 1.0, 2)  # as crop_rois
        return self.guide.segment_crops(crops)


class _Level(RoILevel):
    """A level that is cropped by the file format's operator, once convolved as a whole."""

    def __init__(
        self, feature_map: Tensor, boxes: Tensor, layer: nn.Module, operators: Operators
    ) -> None:
        super().__init__(feature_map, boxes, layer)
        self.operators = operators
        self.hoists = True

    def _align(self, feature_map: Tensor) -> Tensor:
        layer = self.layer
        return self.operators.crop(
            feature_map, self.rois, layer.output_size[0], layer.spatial_scale, layer.sampling_ratio
        )


class _Features(RoIFeatures):
    """Features whose channels are a number, as traced shapes are not."""

    def __init__(
        self, levels: list[RoILevel | Tensor], guide: Tensor | None, channels: int
    ) -> None:
        super().__init__(levels, guide)
        self._channels = channels

    def channels(self) -> tuple[int, ...]:
        """Return the channels of each level."""
        return (self._channels,) * len(self.levels)
