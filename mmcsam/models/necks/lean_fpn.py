"""A feature pyramid that needs less memory in a test."""

import torch
from mmdet.models.necks import FPN
from mmdet.registry import MODELS
from torch import Tensor
from torch.nn.functional import interpolate, max_pool2d


@MODELS.register_module()
class LeanFPN(FPN):
    """MMDetection's ``FPN``, with the same weights and the same maps, in less memory in a test.

    ``FPN`` keeps all lateral maps until its last output is made and writes each sum to a new map.
    Without gradients this one goes down from the coarsest level, adds in place and keeps one
    lateral map at a time. With gradients, which need the maps, and with the settings of other
    detectors (``add_extra_convs``, a ``scale_factor`` in ``upsample_cfg``), it is ``FPN`` itself.
    The arguments are those of ``FPN`` (https://arxiv.org/abs/1612.03144).
    """

    def forward(self, inputs: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        """Turn the backbone's maps (N, C_i, H_i, W_i) into ``num_outs`` maps (N, C, H_i, W_i).

        Raises:
            ValueError: If there are not as many maps as ``in_channels``.
        """
        if len(inputs) != len(self.in_channels):
            raise ValueError(
                f"the backbone gives {len(inputs)} maps but the neck's in_channels count "
                f"{len(self.in_channels)}: let in_channels match the backbone's out_indices"
            )
        if torch.is_grad_enabled() or self.add_extra_convs or "scale_factor" in self.upsample_cfg:
            return super().forward(inputs)
        levels = inputs[self.start_level : self.backbone_end_level]
        outs: list[Tensor] = []
        coarser = None
        for level, lateral_conv, fpn_conv in zip(
            reversed(levels), reversed(self.lateral_convs), reversed(self.fpn_convs), strict=True
        ):
            lateral = lateral_conv(level)
            if coarser is not None:
                lateral += interpolate(coarser, size=lateral.shape[2:], **self.upsample_cfg)
            outs.insert(0, fpn_conv(lateral))
            coarser = lateral
        while len(outs) < self.num_outs:
            outs.append(max_pool2d(outs[-1], 1, stride=2))
        return tuple(outs)
