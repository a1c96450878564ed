"""What a model made of one image."""

from typing import NamedTuple

import numpy as np

from mmcsam.evaluation.measures.panoptic_quality import panoptic_quality
from mmcsam.evaluation.measures.surface_distance import surface_distance
from mmcsam.evaluation.pairs.image_pair import ImagePair


class ImageOutcome(NamedTuple):
    """Which cells of an image were found, over all classes, at the report's score threshold.

    Cells and predictions are matched class by class, one to one at IoU 0.5 or above. Crowd regions
    are left out.

    Attributes:
        file_name: Name of the image.
        size: Height and width in pixels.
        truth: (G) true masks as compressed RLE.
        prediction: (P) predicted masks, likewise.
        partner: (G,) int64, place of the matched prediction; -1 for a missed cell.
        iou: (G,) IoU with the partner; 0 for a missed cell.
        best_iou: (G,) the highest IoU with any prediction of the class.
        boundary_error: (M,) HD95 of the matched pairs in pixels.
        pq: Panoptic quality, mean of the classes; NaN where there is nothing to find and nothing
            was found.
    """

    file_name: str
    size: tuple[int, int]
    truth: list[dict]
    prediction: list[dict]
    partner: np.ndarray
    iou: np.ndarray
    best_iou: np.ndarray
    boundary_error: np.ndarray
    pq: float

    @property
    def found(self) -> np.ndarray:
        """Which true cells have a partner, (G,) bool."""
        return self.partner >= 0

    @property
    def false(self) -> np.ndarray:
        """Which predictions have none, (P,) bool."""
        false = np.ones(len(self.prediction), bool)
        false[self.partner[self.found]] = False
        return false


def image_outcome(pairs: dict[str, ImagePair], score_thr: float) -> ImageOutcome:
    """Match the cells of one image with its predictions.

    Args:
        pairs: A pair for each class.
        score_thr: Predictions below this score are left out.
    """
    truth: list[dict] = []
    prediction: list[dict] = []
    partner, iou, best_iou, errors, quality = [], [], [], [], []
    for pair in pairs.values():
        pair = pair.confident(score_thr)
        true, predicted = pair.matches
        matched = np.full(len(pair.truth), -1)
        matched[true] = predicted + len(prediction)
        partner.append(matched)
        overlap = np.zeros(len(pair.truth))
        overlap[true] = pair.iou[true, predicted]
        iou.append(overlap)
        best_iou.append(pair.iou.max(axis=1, initial=0))
        errors.append(
            np.array(
                [
                    surface_distance(pair.truth[i], pair.prediction[j]).hd95
                    for i, j in zip(true, predicted, strict=True)
                ]
            )
        )
        quality.append(panoptic_quality(pair.iou).pq)
        truth += pair.truth
        prediction += pair.prediction
    defined = [pq for pq in quality if not np.isnan(pq)]
    first = next(iter(pairs.values()))
    return ImageOutcome(
        first.file_name,
        first.size,
        truth,
        prediction,
        np.concatenate(partner),
        np.concatenate(iou),
        np.concatenate(best_iou),
        np.concatenate(errors),
        float(np.mean(defined)) if defined else float("nan"),
    )
