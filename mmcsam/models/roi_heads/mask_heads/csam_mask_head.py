"""The paper's mask head."""

import torch
from mmdet.models.roi_heads.mask_heads import FCNMaskHead
from mmdet.models.task_modules.samplers import SamplingResult
from mmdet.registry import MODELS
from mmdet.utils import InstanceList
from mmengine.config import ConfigDict
from torch import Tensor

from mmcsam.models.roi_heads.roi_features import RoIFeatures
from mmcsam.ops.mask_paste import paste_masks_to_rle
from mmcsam.ops.mask_targets import mask_targets

from .foreign_weights import report_foreign_weights
from .mask_head_check import check_mask_size, check_roi_features


@MODELS.register_module()
class CSAMMaskHead(FCNMaskHead):
    """Mask head on multiscale features, steered by a guide's mask.

    How it differs from the standard head: its input is fused from several pyramid levels (MSFL),
    it works at 32x32 and predicts 64x64, and cross spatial attention sits between its
    convolutions. ``convs.1`` to ``convs.3`` and ``upsample`` keep the standard head's shapes and
    take its COCO weights.

    The paper says that ECA is followed by "two additional convolution layers", then CSAM (II.A),
    and that CSAM is followed by "two additional convolution layers", then the mask (II.C); so of
    ``num_convs=4`` two are in front of CSAM. Both parts are optional: ``fusion=None`` takes a plain
    RoI tensor, ``csam=None`` is the ablation that the paper calls MSFL.

    Args:
        fusion: Config of :class:`MultiScaleFusion`, or None for a plain RoI tensor.
        csam: Config of :class:`CSAM`, or None. It is built with ``in_channels``.
        guide_prior: Config of :class:`GuidePrior`, which adds the guide's logits to the head's, or
            None as in the paper.
        convs_before_csam: How many of the head's convolutions come before CSAM.
        in_channels: Channels of the RoI tensor. With ``fusion`` it follows from it.
        roi_chunk: Without gradients, work on this many RoIs at a time, so that memory does not grow
            with the number of detections.
        **kwargs: As in MMDetection's ``FCNMaskHead``.

    Raises:
        ValueError: If ``convs_before_csam`` is not between 0 and ``num_convs``, or ``roi_chunk`` is
            below 1.
    """

    def __init__(
        self,
        fusion: dict | None = None,
        csam: dict | None = None,
        guide_prior: dict | None = None,
        convs_before_csam: int = 2,
        in_channels: int = 256,
        roi_chunk: int = 8,
        **kwargs,
    ) -> None:
        fusion = None if fusion is None else MODELS.build(fusion)
        super().__init__(
            in_channels=in_channels if fusion is None else fusion.out_channels, **kwargs
        )
        if not 0 <= convs_before_csam <= self.num_convs:
            raise ValueError(
                f"convs_before_csam={convs_before_csam} must lie between 0 and "
                f"num_convs={self.num_convs}"
            )
        if roi_chunk < 1:
            raise ValueError(f"roi_chunk must be 1 or more, got {roi_chunk}")
        self.roi_chunk = roi_chunk
        self.fusion = fusion
        self.csam = None
        if csam is not None:
            width = self.conv_out_channels if convs_before_csam else self.in_channels
            self.csam = MODELS.build({**csam, "in_channels": width})
        self.guide_prior = None if guide_prior is None else MODELS.build(guide_prior)
        self.convs_before_csam = convs_before_csam
        self._register_load_state_dict_pre_hook(report_foreign_weights, with_module=True)

    @property
    def needs_guide(self) -> bool:
        """Whether the RoI features have to come with a guide's maps."""
        return self.csam is not None or self.guide_prior is not None

    def forward(self, x: RoIFeatures | Tensor) -> Tensor:
        """Predict masks.

        Args:
            x: What :class:`MultiScaleRoIExtractor` returns; without ``fusion`` and ``csam`` a plain
                tensor (R, in_channels, h, w) will do.

        Returns:
            Mask logits (R, num_classes, H, W): 64x64 from 32x32 features.

        Raises:
            ValueError: If the input lacks the levels, channels or guide that the head is built for.
        """
        x = x if isinstance(x, RoIFeatures) else RoIFeatures([x])
        check_roi_features(self, x)
        if torch.is_grad_enabled() or len(x) <= self.roi_chunk:
            return self._logits(self._convolve(x), x.guide)
        parts = x.split(self.roi_chunk)
        return torch.cat([self._logits(self._convolve(part), part.guide) for part in parts])

    def _convolve(self, features: RoIFeatures, residual: Tensor | None = None) -> Tensor:
        """Fuse, add the residual, convolve and weigh; (R, conv_out_channels, h, w)."""
        x = features.level(0) if self.fusion is None else self.fusion(features)
        if residual is not None:
            x = x + residual
        if not x.is_cuda:  # where it was measured to help
            x = x.contiguous(memory_format=torch.channels_last)
        for conv in self.convs[: self.convs_before_csam]:
            x = conv(x)
        if self.csam is not None:
            x = self.csam(x, features.guide)
        for conv in self.convs[self.convs_before_csam :]:
            x = conv(x)
        return x

    def _logits(self, x: Tensor, guide: Tensor | None) -> Tensor:
        if self.upsample is not None:
            x = self.upsample(x)
            if self.upsample_method == "deconv":
                x = self.relu(x)
        logits = self.conv_logits(x)
        return logits if self.guide_prior is None else self.guide_prior(logits, guide)

    def get_targets(
        self,
        sampling_results: list[SamplingResult],
        batch_gt_instances: InstanceList,
        rcnn_train_cfg: ConfigDict,
    ) -> Tensor:
        """Return the positive RoIs' true masks (R, H, W), as ``FCNMaskHead`` does with copies."""
        return mask_targets(
            [result.pos_priors for result in sampling_results],
            [result.pos_assigned_gt_inds for result in sampling_results],
            [instances.masks for instances in batch_gt_instances],
            rcnn_train_cfg.mask_size,
            binarize=not rcnn_train_cfg.get("soft_mask_target", False),
        )

    def loss_and_target(
        self,
        mask_preds: Tensor,
        sampling_results: list[SamplingResult],
        batch_gt_instances: InstanceList,
        rcnn_train_cfg: ConfigDict,
    ) -> dict:
        """Compute the mask loss, as in ``FCNMaskHead``.

        Raises:
            ValueError: If the head's output and ``mask_size`` of the training config differ.
        """
        check_mask_size(mask_preds, rcnn_train_cfg.mask_size)
        return super().loss_and_target(
            mask_preds, sampling_results, batch_gt_instances, rcnn_train_cfg
        )

    def _predict_by_feat_single(
        self,
        mask_preds: Tensor,
        bboxes: Tensor,
        labels: Tensor,
        img_meta: dict,
        rcnn_test_cfg: ConfigDict,
        rescale: bool = False,
        activate_map: bool = False,
    ) -> Tensor | list[dict]:
        """Paste one image's masks, as in ``FCNMaskHead``.

        Returns:
            Masks (n, H, W) as bool; with ``mask_format="rle"`` in the test config a list of RLE,
            which metrics and TTA take, and for which no mask of the image's size is made.

        Raises:
            ValueError: If ``mask_format`` is something else than "tensor" or "rle".
        """
        mask_format = rcnn_test_cfg.get("mask_format", "tensor")
        if mask_format == "tensor":
            return super()._predict_by_feat_single(
                mask_preds, bboxes, labels, img_meta, rcnn_test_cfg, rescale, activate_map
            )
        if mask_format != "rle":
            raise ValueError(
                f"test_cfg.rcnn.mask_format must be 'tensor' or 'rle', got {mask_format!r}"
            )
        if not self.class_agnostic:
            mask_preds = mask_preds[range(len(labels)), labels][:, None]
        masks = mask_preds[:, 0] if activate_map else mask_preds[:, 0].sigmoid()
        height, width = img_meta["ori_shape"][:2]
        scale = bboxes.new_tensor(img_meta["scale_factor"]).repeat(2)
        if rescale:
            bboxes /= scale  # in place: the caller's boxes are rescaled here, as in FCNMaskHead
        else:
            width, height = round(width * scale[0].item()), round(height * scale[1].item())
        return paste_masks_to_rle(masks, bboxes, (height, width), rcnn_test_cfg.mask_thr_binary)
