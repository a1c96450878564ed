"""Symmetrical zero padding."""

import numpy as np
from mmcv.transforms import BaseTransform
from mmdet.registry import TRANSFORMS
from mmdet.structures.bbox import autocast_box_type
from mmdet.structures.mask import BitmapMasks


@TRANSFORMS.register_module()
class CenterPad(BaseTransform):
    """Pad the image with zeros to a size, as much on one side as on the other; for training.

    The paper's "symmetrical zero padding" (section III.B.1). MMDetection's ``Pad`` adds to the
    right and to the bottom only. Of an odd number of pixels, right and bottom get one more. Not
    for a test: MMDetection takes predictions back to the file's frame by a scale alone, and would
    leave them shifted.

    Required key: ``img`` (H, W, 3). Modified where present: ``img_shape``, ``gt_bboxes``,
    ``gt_masks`` (``BitmapMasks``) and ``homography_matrix``. Added: ``pad_shape``.

    Args:
        size: Width and height in pixels, as in MMDetection's ``Pad``.

    Raises:
        ValueError: If the image is larger than ``size``.
        TypeError: If ``gt_masks`` are polygons.
    """

    def __init__(self, size: tuple[int, int]) -> None:
        self.size = tuple(size)

    @autocast_box_type()
    def transform(self, results: dict) -> dict:
        """Pad one item."""
        height, width = results["img"].shape[:2]
        across, down = self.size[0] - width, self.size[1] - height
        if across < 0 or down < 0:
            raise ValueError(
                f"{results.get('img_path', 'an image')} has {width}x{height} pixels, more than "
                f"CenterPad's size {self.size[0]}x{self.size[1]}: resize it first"
            )
        left, top = across // 2, down // 2
        sides = ((top, down - top), (left, across - left))
        results["img"] = np.pad(results["img"], (*sides, (0, 0)))
        results["img_shape"] = results["pad_shape"] = results["img"].shape[:2]
        shift = np.array([[1, 0, left], [0, 1, top], [0, 0, 1]], np.float32)
        earlier = results.get("homography_matrix")
        results["homography_matrix"] = shift if earlier is None else shift @ earlier
        if results.get("gt_bboxes") is not None:
            results["gt_bboxes"].translate_((left, top))
        if results.get("gt_masks") is not None:
            results["gt_masks"] = _pad_masks(results["gt_masks"], sides)
        return results

    def __repr__(self) -> str:
        return f"CenterPad(size={self.size})"


def _pad_masks(masks: BitmapMasks, sides: tuple) -> BitmapMasks:
    if not isinstance(masks, BitmapMasks):
        raise TypeError(
            f"CenterPad pads bitmap masks, got {type(masks).__name__}: set poly2mask=True in "
            "LoadAnnotations"
        )
    padded = np.pad(masks.masks, ((0, 0), *sides))
    return BitmapMasks(padded, *padded.shape[1:])
