"""Quarter turns."""

import numpy as np
from mmcv.transforms import BaseTransform
from mmcv.transforms.utils import cache_randomness
from mmdet.registry import TRANSFORMS
from mmdet.structures.bbox import autocast_box_type
from mmdet.structures.mask import BitmapMasks


@TRANSFORMS.register_module()
class RandomRotate90(BaseTransform):
    """Turn the image by 0, 90, 180 or 270 degrees, each as likely; boxes and masks follow.

    No pixel is interpolated. MMDetection's own ``Rotate`` turns by other angles, which leaves black
    corners and blurs masks. Not in the paper.

    Required key: ``img`` (H, W, 3). Modified where present: ``img_shape``, ``gt_bboxes``,
    ``gt_masks`` (``BitmapMasks``), ``gt_seg_map`` (H, W) and ``homography_matrix``.

    Raises:
        TypeError: If ``gt_masks`` are polygons.
    """

    @autocast_box_type()
    def transform(self, results: dict) -> dict:
        """Turn one item."""
        turns = self._draw()
        if turns:
            _rotate(results, turns)
        return results

    @cache_randomness
    def _draw(self) -> int:
        return np.random.randint(4)

    def __repr__(self) -> str:
        return "RandomRotate90()"


def _rotate(results: dict, turns: int) -> None:
    height, width = results["img"].shape[:2]
    results["img"] = np.ascontiguousarray(np.rot90(results["img"], turns))
    results["img_shape"] = results["img"].shape[:2]
    matrix = _homography(height, width, turns)
    before = results.get("homography_matrix")
    results["homography_matrix"] = matrix if before is None else matrix @ before
    if results.get("gt_seg_map") is not None:
        results["gt_seg_map"] = np.ascontiguousarray(np.rot90(results["gt_seg_map"], turns))
    if results.get("gt_bboxes") is not None:
        results["gt_bboxes"].project_(matrix)
    masks = results.get("gt_masks")
    if masks is None:
        return
    if not isinstance(masks, BitmapMasks):
        raise TypeError(
            f"RandomRotate90 turns bitmap masks, got {type(masks).__name__}: set poly2mask=True in "
            "LoadAnnotations"
        )
    turned = np.ascontiguousarray(np.rot90(masks.masks, turns, axes=(1, 2)))
    results["gt_masks"] = BitmapMasks(turned, *results["img_shape"])


def _homography(height: int, width: int, turns: int) -> np.ndarray:
    """Return what takes x, y, 1 before the turns, counter-clockwise, to those behind them.

    Coordinates are of pixel corners, as those of boxes.
    """
    matrix = np.eye(3, dtype=np.float32)
    for _ in range(turns):
        # The right edge of an image of this width becomes the upper one.
        matrix = np.array([[0, 1, 0], [-1, 0, width], [0, 0, 1]], np.float32) @ matrix
        height, width = width, height
    return matrix
