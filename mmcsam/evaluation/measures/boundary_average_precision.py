"""COCO's average precision with boundary IoU."""

import numpy as np

from mmcsam.evaluation.pairs.coco_matching import IOU_THRESHOLDS
from mmcsam.evaluation.pairs.image_pair import ImagePair

from .average_precision import AveragePrecisionMeasure
from .boundary_iou import BOUNDARY_PX, SOURCE, boundary_iou
from .measure import Figure


class BoundaryAveragePrecisionMeasure(AveragePrecisionMeasure):
    """COCO's AP where a pair's IoU is the lower of mask IoU and boundary IoU.

    This is the rule of the `authors' code <https://github.com/bowenc0221/boundary-iou-api>`_.
    Outlines are looked at only where the mask IoU reaches the lowest threshold; for other pairs the
    lower of the two cannot reach it either.

    Args:
        width: Of the boundary, in pixels; see :func:`boundary_band`.
        max_dets: Predictions that count in an image, those of the highest scores.
    """

    info = tuple(
        Figure(
            f"boundary_{figure.key}",
            f"boundary {figure.title.removeprefix('mask ')}",
            f"The same as {figure.key}, with outlines that must agree too.",
            SOURCE,
        )
        for figure in AveragePrecisionMeasure.info
    )

    def __init__(self, width: int = BOUNDARY_PX, max_dets: int = 100) -> None:
        super().__init__(max_dets)
        self.width = width

    def overlap(self, pair: ImagePair) -> np.ndarray:
        """Return the lower of mask IoU and boundary IoU, (G, P); 0 where the first is low."""
        lower = np.where(pair.iou >= IOU_THRESHOLDS[0], pair.iou, 0)
        lower[:, self.max_dets :] = 0
        pairs = np.argwhere(lower)
        at = tuple(pairs.T)
        outlines = boundary_iou(pair.truth, pair.prediction, pairs, self.width, pair.crowd)
        lower[at] = np.minimum(lower[at], outlines)
        return lower
