"""How many classes each head of a detector counts."""

from mmdet.models.roi_heads.bbox_heads import BBoxHead
from mmdet.models.roi_heads.mask_heads import FCNMaskHead, MaskIoUHead, MaskPointHead
from torch import nn

_HEADS = BBoxHead | FCNMaskHead | MaskIoUHead | MaskPointHead


def head_classes(roi_head: nn.Module) -> dict[str, int]:
    """Return ``num_classes`` of each box, mask, mask IoU and point head, by the head's name."""
    return {
        name: module.num_classes
        for name, module in roi_head.named_modules()
        if isinstance(module, _HEADS)
    }
