"""Mask scoring on multiscale RoI features."""

from mmdet.models.roi_heads.mask_heads import MaskIoUHead
from mmdet.registry import MODELS
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

from mmcsam.models.roi_heads.roi_features import RoIFeatures


@MODELS.register_module()
class MultiScaleMaskIoUHead(MaskIoUHead):
    """Head of `Mask Scoring R-CNN <https://arxiv.org/abs/1903.00241>`_ on what our extractors give.

    It takes one level of the RoI features, and brings the predicted masks to twice that level's
    size, of which the standard head pools them to the level's.

    Args:
        level: Index of the level. The last one, 16x16 with the defaults of
            :class:`MultiScaleRoIExtractor`, is nearest to the standard head's 14x14.
        roi_feat_size: Side of that level's RoI features.
        **kwargs: As in MMDetection's ``MaskIoUHead``.
    """

    def __init__(self, level: int = -1, roi_feat_size: int = 16, **kwargs) -> None:
        super().__init__(roi_feat_size=roi_feat_size, **kwargs)
        self.level = level
        self.roi_feat_size = roi_feat_size

    def forward(self, mask_feat: RoIFeatures, mask_preds: Tensor) -> Tensor:
        """Predict the IoU of predicted and true masks.

        Args:
            mask_feat: RoI features.
            mask_preds: Mask logits (R, H, W) of each RoI's class.

        Returns:
            IoU (R, num_classes).

        Raises:
            ValueError: If the level's size is not ``roi_feat_size``, or its channels are not
                ``in_channels``.
        """
        size = mask_feat.sizes()[self.level]
        if size != self.roi_feat_size:
            raise ValueError(
                f"MultiScaleMaskIoUHead has roi_feat_size={self.roi_feat_size}, but level "
                f"{self.level} of the RoI features is {size}x{size}: set one to the other"
            )
        channels = mask_feat.channels()[self.level]
        if channels != self.in_channels:
            raise ValueError(
                f"MultiScaleMaskIoUHead has in_channels={self.in_channels}, but level {self.level} "
                f"of the RoI features has {channels} channels: set one to the other"
            )
        pooled = F.adaptive_max_pool2d(mask_preds[:, None], 2 * size)[:, 0]
        return super().forward(mask_feat.level(self.level), pooled)
