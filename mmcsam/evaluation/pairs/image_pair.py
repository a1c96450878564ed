"""What metrics look at: the true and the predicted masks of one image."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from pycocotools import mask as mask_api

from mmcsam.structures.rle_runs import ObjectRuns, object_runs

from .matching import match_instances


class ImagePair:
    """True and predicted instances of one class in one image.

    Overlaps are computed once, when a metric first asks for them, from the RLEs and where bounding
    boxes meet; no mask of the image's size is made.

    Args:
        file_name: Name of the image, for messages and reports.
        size: Height and width in pixels.
        truth: True instances as compressed RLE of that size.
        prediction: Predicted instances, likewise.
        scores: (P,) of the predictions, in any order; None gives each 1.
        crowd: (G,) bool, which true "instances" are regions of cells that nobody told apart
            (COCO's ``iscrowd``); None for none.

    Attributes:
        prediction: The predictions by descending score; those of equal score in the given order.
        scores: (P,) float64, descending.
        crowd: (G,) bool.

    Raises:
        ValueError: If a mask has another size, a score is not finite, or the lengths differ.
    """

    def __init__(
        self,
        file_name: str,
        size: tuple[int, int],
        truth: Sequence[dict],
        prediction: Sequence[dict],
        scores: Sequence[float] | np.ndarray | None = None,
        crowd: Sequence[bool] | np.ndarray | None = None,
    ) -> None:
        self.file_name = file_name
        self.size = (int(size[0]), int(size[1]))
        scores = np.ones(len(prediction)) if scores is None else np.asarray(scores, np.float64)
        crowd = np.zeros(len(truth), bool) if crowd is None else np.asarray(crowd, bool)
        self._check(truth, prediction, scores, crowd)
        order = np.argsort(-scores, kind="stable")
        self.truth = list(truth)
        self.prediction = [prediction[i] for i in order]
        self.scores = scores[order]
        self.crowd = crowd

    def _check(
        self,
        truth: Sequence[dict],
        prediction: Sequence[dict],
        scores: np.ndarray,
        crowd: np.ndarray,
    ) -> None:
        for name, masks in (("true", truth), ("predicted", prediction)):
            for number, rle in enumerate(masks, start=1):
                if tuple(rle["size"]) != self.size:
                    raise ValueError(
                        f"{self.file_name}: {name} mask {number} has {list(rle['size'])} rows and "
                        f"columns, the image {list(self.size)}"
                    )
        for name, values, masks in (("scores", scores, prediction), ("crowd", crowd, truth)):
            if values.shape != (len(masks),):
                raise ValueError(
                    f"{self.file_name}: {name} has shape {values.shape}, expected one value for "
                    f"each of {len(masks)} masks"
                )
        if not np.isfinite(scores).all():
            number = int(np.flatnonzero(~np.isfinite(scores))[0])
            raise ValueError(
                f"{self.file_name}: prediction {number + 1} has the score {scores[number]}; "
                "expected a number"
            )

    @property
    def truth_area(self) -> np.ndarray:
        """Pixels of each true instance, (G,) int64."""
        return self._area[: len(self.truth)]

    @property
    def prediction_area(self) -> np.ndarray:
        """Pixels of each predicted instance, (P,) int64."""
        return self._area[len(self.truth) :]

    @cached_property
    def _area(self) -> np.ndarray:
        length = self.runs.end - self.runs.first
        count = len(self.truth) + len(self.prediction)
        return np.bincount(self.runs.mask, length, count).astype(np.int64)

    @cached_property
    def iou(self) -> np.ndarray:
        """IoU of each true with each predicted instance, (G, P) in [0, 1]; 0 if both are empty.

        A crowd region's is the share of the prediction that lies inside, as in COCO.
        """
        if not self.truth or not self.prediction:
            return np.zeros((len(self.truth), len(self.prediction)))
        iou = mask_api.iou(self.prediction, self.truth, self.crowd.astype(np.uint8).tolist())
        return np.nan_to_num(np.ascontiguousarray(np.asarray(iou).T))

    @cached_property
    def intersection(self) -> np.ndarray:
        """Pixels that a true and a predicted instance share, (G, P) int64."""
        both = self.truth_area[:, None] + self.prediction_area
        shared = np.where(
            self.crowd[:, None], self.iou * self.prediction_area, self.iou * both / (1 + self.iou)
        )
        return np.rint(shared).astype(np.int64)

    @cached_property
    def runs(self) -> ObjectRuns:
        """Runs of the true and, numbered on, of the predicted instances."""
        return object_runs([*self.truth, *self.prediction])

    @cached_property
    def matches(self) -> tuple[np.ndarray, np.ndarray]:
        """One-to-one pairs of an IoU of 0.5 or more, see :func:`match_instances`."""
        return match_instances(self.iou)

    def check_masks(self) -> None:
        """Look for masks whose counts are damaged; for those that others have written.

        From counts of too few pixels pycocotools may never come back. Not part of ``iou``, since it
        takes as long as reading the masks.

        Raises:
            ValueError: If a mask is damaged; it names the first.
        """
        try:
            object_runs([*self.truth, *self.prediction])
        except ValueError:
            self._raise_damaged()
            raise

    def _raise_damaged(self) -> None:
        names = [f"true mask {number}" for number in range(1, len(self.truth) + 1)]
        names += [f"the predicted mask of score {score:g}" for score in self.scores]
        for name, rle in zip(names, (*self.truth, *self.prediction), strict=True):
            try:
                object_runs([rle])
            except ValueError as error:
                raise ValueError(f"{self.file_name}: {name}: {error}") from error

    def confident(self, score_thr: float) -> "ImagePair":
        """Return the pair as metrics without scores take it.

        Predictions below the threshold are left out, crowd regions too, and with them, as in the
        panoptic metrics of COCO, predictions of which more than half lies inside one.

        Args:
            score_thr: Lowest score that counts.
        """
        keep = self.scores >= score_thr
        if self.crowd.any():
            keep &= ~(self.iou[self.crowd] > 0.5).any(axis=0)
        if keep.all() and not self.crowd.any():
            return self
        return self._subset(np.flatnonzero(~self.crowd), np.flatnonzero(keep))

    def _subset(self, truth: np.ndarray, prediction: np.ndarray) -> "ImagePair":
        pair = ImagePair(
            self.file_name,
            self.size,
            [self.truth[i] for i in truth],
            [self.prediction[i] for i in prediction],
            self.scores[prediction],
            self.crowd[truth],
        )
        pair.iou = self.iou[np.ix_(truth, prediction)]  # so that it is computed once
        return pair
