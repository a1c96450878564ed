"""The paper's mask head in a hybrid task cascade."""

import torch
from mmcv.cnn import ConvModule
from mmdet.registry import MODELS
from torch import Tensor

from mmcsam.models.roi_heads.roi_features import RoIFeatures

from .csam_mask_head import CSAMMaskHead
from .mask_head_check import check_roi_features


@MODELS.register_module()
class CSAMHTCMaskHead(CSAMMaskHead):
    """:class:`CSAMMaskHead` with the mask information flow of hybrid task cascade.

    As in `HTC <https://arxiv.org/abs/1901.07518>`_ the last features of the stage before come in
    through a 1x1 convolution. They are added behind the fusion, in front of the first convolution.

    Args:
        with_conv_res: Whether there is a stage before.
        **kwargs: As in :class:`CSAMMaskHead`.
    """

    def __init__(self, with_conv_res: bool = True, **kwargs) -> None:
        super().__init__(**kwargs)
        self.conv_res: ConvModule | None = None
        if with_conv_res:
            self.conv_res = ConvModule(self.conv_out_channels, self.in_channels, 1)

    def forward(  # type: ignore[override]  # as HTCMaskHead differs from FCNMaskHead
        self,
        x: RoIFeatures | Tensor,
        res_feat: Tensor | None = None,
        return_logits: bool = True,
        return_feat: bool = True,
    ) -> Tensor | list[Tensor]:
        """Predict masks, and give features to the next stage.

        Args:
            x: As in :class:`CSAMMaskHead`.
            res_feat: Features (R, conv_out_channels, h, w) of the stage before.
            return_logits: Whether to return mask logits (R, num_classes, H, W).
            return_feat: Whether to return features for the next stage.

        Returns:
            Logits, features, or both in this order.

        Raises:
            ValueError: If the input lacks the levels, channels or guide that the head is built for,
                or there are features of a stage before and no ``conv_res``.
        """
        x = x if isinstance(x, RoIFeatures) else RoIFeatures([x])
        check_roi_features(self, x)
        chunk = max(len(x), 1) if torch.is_grad_enabled() else self.roi_chunk
        parts = list(x.split(chunk)) or [x]
        residuals: list[Tensor | None] = [None] * len(parts)
        if res_feat is not None:
            if self.conv_res is None:
                raise ValueError(
                    "CSAMHTCMaskHead has with_conv_res=False but gets features of the stage "
                    "before: set it to True in every stage but the first"
                )
            residuals = [self.conv_res(part) for part in res_feat.split(chunk)]
        features = torch.cat([self._convolve(*pair) for pair in zip(parts, residuals, strict=True)])
        if not return_logits:
            return features
        pairs = zip(features.split(chunk), parts, strict=True)
        logits = torch.cat([self._logits(feature, part.guide) for feature, part in pairs])
        return [logits, features] if return_feat else logits
