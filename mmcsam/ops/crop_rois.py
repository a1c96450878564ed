"""Cut RoIs out of images."""

from mmcv.ops import roi_align
from torch import Tensor


def crop_rois(image: Tensor, rois: Tensor, size: int) -> Tensor:
    """Crop and resize RoIs of images as the detector's RoIAlign does.

    A guide's training crops with it too, so that training and use sample alike.

    Args:
        image: (N, C, H, W), of any memory format.
        rois: (R, 5): index in the batch, then x1, y1, x2, y2 in pixels.
        size: Side of the crops, in pixels.

    Returns:
        (R, C, size, size) float32.
    """
    # mmcv reads memory as if it were contiguous, which channels_last is not.
    return roi_align(image.float().contiguous(), rois.float(), (size, size), 1.0, 2, "avg", True)
