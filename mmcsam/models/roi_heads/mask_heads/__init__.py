"""Mask heads."""

from .csam_htc_mask_head import CSAMHTCMaskHead
from .csam_mask_head import CSAMMaskHead
from .guide_mask_head import GuideMaskHead
from .multi_scale_mask_iou_head import MultiScaleMaskIoUHead

__all__ = ["CSAMHTCMaskHead", "CSAMMaskHead", "GuideMaskHead", "MultiScaleMaskIoUHead"]
