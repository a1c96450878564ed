"""Mask targets of proposals, without a copy of the ground truth for each."""

from collections.abc import Sequence

import torch
from mmcv.ops import roi_align
from mmdet.structures.mask import BaseInstanceMasks, BitmapMasks, mask_target
from mmengine.config import ConfigDict
from torch import Tensor
from torch.nn.modules.utils import _pair


def mask_targets(
    proposals: Sequence[Tensor],
    assigned_inds: Sequence[Tensor],
    gt_masks: Sequence[BaseInstanceMasks],
    mask_size: int | tuple[int, int],
    binarize: bool = True,
) -> Tensor:
    """Crop the ground truth of positive proposals and resize it to the mask head's output.

    The result equals ``mmdet.structures.mask.mask_target`` bit by bit. That copies a whole mask for
    each proposal, as float32: 2.4 GiB for 128 proposals in an image of 2560x1920. Here the
    proposals of one object share its mask, one canvas of the image's size serves all objects in
    turn, and only the window that an object's proposals touch is written to it.

    Args:
        proposals: Of each image (n, 4), x1 y1 x2 y2 in pixels of the network's input.
        assigned_inds: Of each image (n,), the index of each proposal's object.
        gt_masks: Of each image. ``PolygonMasks`` are left to MMDetection's function.
        mask_size: Height and width of the targets, or one number for both.
        binarize: Whether to cut at 0.5; False is ``soft_mask_target`` of the training config.

    Returns:
        (sum of n, height, width) float32 on the proposals' device, in [0, 1].
    """
    size = _pair(mask_size)
    targets = []
    for boxes, inds, masks in zip(proposals, assigned_inds, gt_masks, strict=True):
        if len(boxes) and isinstance(masks, BitmapMasks):
            targets.append(_bitmap_targets(boxes, inds, masks, size, binarize))
        else:
            config = ConfigDict(mask_size=size, soft_mask_target=not binarize)
            # A copy: mask_target clips the proposals in place.
            targets.append(mask_target([boxes.clone()], [inds], [masks], config))
    return torch.cat(targets)


def _bitmap_targets(
    boxes: Tensor, inds: Tensor, masks: BitmapMasks, size: tuple[int, int], binarize: bool
) -> Tensor:
    if len(masks) == 0:
        return boxes.new_zeros((0, *size))
    limits = boxes.new_tensor([masks.width, masks.height] * 2)
    boxes = torch.minimum(boxes.detach().clamp(min=0), limits)
    targets = boxes.new_empty((len(boxes), *size))
    # Memory that nothing is written to is not even allocated on the CPU.
    canvas = boxes.new_zeros((1, 1, masks.height, masks.width))
    for index in inds.unique().tolist():
        own = (inds == index).nonzero()[:, 0]
        rois = torch.cat([boxes.new_zeros(len(own), 1), boxes[own]], dim=1)
        window = _window(rois)
        canvas[0, 0][window] = torch.from_numpy(masks.masks[index][window]).to(canvas)
        targets[own] = roi_align(canvas, rois, size, 1.0, 0, "avg", True)[:, 0]
        canvas[0, 0][window] = 0
    return (targets >= 0.5).to(targets.dtype) if binarize else targets


def _window(rois: Tensor) -> tuple[slice, slice]:
    """Return rows and columns that bilinear interpolation within the RoIs can read."""
    low = rois[:, 1:3].amin(dim=0).floor().long() - 1
    high = rois[:, 3:5].amax(dim=0).ceil().long() + 1
    (left, top), (right, bottom) = low.clamp(min=0).tolist(), high.tolist()
    return slice(top, bottom), slice(left, right)
