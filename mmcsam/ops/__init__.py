"""Operations on tensors, without any registry: RoIs, masks, targets, weights of checkpoints."""

from .crop_rois import crop_rois
from .mask_paste import paste_masks_to_rle
from .mask_targets import mask_targets
from .separable_roi_align import separable_roi_align

__all__ = ["crop_rois", "mask_targets", "paste_masks_to_rle", "separable_roi_align"]
