import numpy as np
import pytest
from drawn_instances import make_pair
from pycocotools import mask as mask_api

from mmcsam.evaluation import Evaluation, MeanIoUMeasure, merged_mask_iou


def test_over_pixels_and_over_images():
    truth, prediction = np.zeros((2, 1, 10, 10), np.uint8)
    truth[0, :, :8], prediction[0, :, :6] = 1, 1
    metric = MeanIoUMeasure()
    metric.add(make_pair(truth, prediction))
    metric.add(make_pair(truth[:0], truth[:0]))
    (figures,) = metric.figures(np.ones((1, 2)))
    cell, background = 60 / 80, (200 - 80) / (200 - 60)
    image_mean = ((60 / 80 + 20 / 40) / 2 + 1) / 2
    assert figures == pytest.approx([(cell + background) / 2, cell, background, image_mean])


def test_equals_the_function(drawn):
    evaluation = Evaluation(lambda: [MeanIoUMeasure()], ["cell"])
    images = []
    for truth, prediction, *_ in drawn:
        pair = make_pair(truth, prediction)
        evaluation.add({"cell": pair})
        images.append((pair.truth, pair.prediction, 2000))
    expected = merged_mask_iou(images)
    figures = evaluation.values()
    assert (figures["cell_IoU"], figures["background_IoU"]) == pytest.approx(tuple(expected))
    assert figures["mIoU"] == pytest.approx(expected.mean)
    areas = [mask_api.area(mask_api.merge(truth)) for truth, *_ in images if truth]
    assert 0 < sum(areas) < 2000 * len(images)
