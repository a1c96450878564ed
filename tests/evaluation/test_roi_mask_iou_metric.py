import pytest
import torch
from mmdet.registry import METRICS
from mmdet.structures import DetDataSample
from mmengine.evaluator import Evaluator
from mmengine.structures import PixelData


def sample(truth, guess):
    made = DetDataSample()
    made.gt_sem_seg = PixelData(sem_seg=torch.tensor([truth], dtype=torch.uint8))
    made.pred_sem_seg = PixelData(sem_seg=torch.tensor([guess], dtype=torch.uint8))
    return made


FULL, LEFT, UPPER, NONE = [[1, 1], [1, 1]], [[1, 0], [1, 0]], [[1, 1], [0, 0]], [[0, 0], [0, 0]]


@pytest.mark.parametrize(
    ("truth", "guess", "iou"),
    [
        (LEFT, UPPER, 1 / 3),
        (FULL, LEFT, 1 / 2),
        (LEFT, LEFT, 1),
        (NONE, NONE, 1),
        (NONE, LEFT, 0),
        (LEFT, NONE, 0),
    ],
)
def test_one_crop(truth, guess, iou):
    evaluator = Evaluator(METRICS.build({"type": "RoIMaskIoUMetric"}))
    evaluator.process(data_samples=[sample(truth, guess)])
    assert evaluator.evaluate(1) == {"roi_IoU": pytest.approx(iou)}


def test_mean_over_crops():
    """Crops weigh alike, whatever the size of their cells."""
    evaluator = Evaluator(METRICS.build({"type": "RoIMaskIoUMetric"}))
    evaluator.process(data_samples=[sample(LEFT, UPPER), sample(FULL, FULL)])
    evaluator.process(data_samples=[sample(NONE, LEFT)])
    assert evaluator.evaluate(3) == {"roi_IoU": pytest.approx((1 / 3 + 1 + 0) / 3)}
