"""SAHI on the detector of a Segmenter: the peer of B15 and B17."""

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
from slide import Placed

from mmcsam.inference import Segmenter

if TYPE_CHECKING:
    from sahi.models.base import DetectionModel

INSTALLED = importlib.util.find_spec("sahi") is not None
MISSING = 'SAHI is not installed: pip install "mmcsam[benchmark]"'


def find_cells(path: Path, segmenter: Segmenter, tile: int, overlap: float) -> list:
    """Predict an image in slices, merged by GREEDYNMM, SAHI's default.

    Left out is SAHI's pass over the whole image, for which the network has not the memory.

    Args:
        path: The image.
        segmenter: Whose detector, at one network pixel an image pixel.
        tile: Side of a slice.
        overlap: Share of it that slices have in common; SAHI's default is 0.2.

    Returns:
        SAHI's predictions; empty where it is not installed.
    """
    if not INSTALLED:
        return []
    from sahi.predict import get_sliced_prediction

    result = get_sliced_prediction(
        str(path),
        _model(segmenter),
        slice_height=tile,
        slice_width=tile,
        overlap_height_ratio=overlap,
        overlap_width_ratio=overlap,
        perform_standard_pred=False,
        verbose=0,
    )
    return result.object_prediction_list


def placed(predictions: list) -> list[Placed]:
    """Return the masks of SAHI's polygons, filled as it fills them."""
    found = []
    for prediction in predictions:
        polygons = [
            np.asarray(polygon).reshape(-1, 2).round().astype(np.int32)
            for polygon in prediction.mask.segmentation
        ]
        corners = np.concatenate(polygons)
        low, (width, height) = corners.min(axis=0), np.ptp(corners, axis=0) + 1
        mask = np.zeros((height, width), np.uint8)
        cv2.fillPoly(mask, [polygon - low for polygon in polygons], (1,))
        found.append(Placed(mask > 0, *low.tolist()))
    return found


def _model(segmenter: Segmenter) -> "DetectionModel":
    from sahi.models.base import DetectionModel
    from sahi.prediction import ObjectPrediction
    from sahi.utils.compatibility import fix_full_shape_list, fix_shift_amount_list
    from sahi.utils.cv import get_coco_segmentation_from_bool_mask

    test_width, test_height = segmenter.steps.size_in_test()

    class BackendModel(DetectionModel):
        def set_model(self, model, **kwargs):
            self.model = model

        def perform_inference(self, image):
            data = self.model.prepare(np.ascontiguousarray(image[..., ::-1]), 1.0)
            area = image.shape[0] * image.shape[1] / (test_width * test_height)
            self._original_predictions = self.model.backend.detect(data, area)[0]

        def _create_object_prediction_list_from_original_predictions(
            self, shift_amount_list=None, full_shape_list=None
        ):
            (shift,) = fix_shift_amount_list(shift_amount_list)
            (shape,) = fix_full_shape_list(full_shape_list)
            found = []
            for one in self._original_predictions:
                corner = np.array([one.left, one.top])
                polygons = [
                    (np.reshape(polygon, (-1, 2)) + corner).ravel().tolist()
                    for polygon in get_coco_segmentation_from_bool_mask(one.crop)
                ]
                if not polygons:  # of fewer than three corners; SAHI leaves them out too
                    continue
                height, width = one.crop.shape
                found.append(
                    ObjectPrediction(
                        bbox=[one.left, one.top, one.left + width, one.top + height],
                        category_id=one.label,
                        category_name="cell",
                        score=one.score,
                        segmentation=polygons,
                        shift_amount=shift,
                        full_shape=shape,
                    )
                )
            self._object_prediction_list_per_image = [found]

    return BackendModel(model=segmenter)
