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
    assert evaluator.evaluate(1) == {"roi_IoU": pytest.approx(iou), "neighbour_leak": 0}


def test_mean_over_crops():
    """Crops weigh alike, whatever the size of their cells."""
    evaluator = Evaluator(METRICS.build({"type": "RoIMaskIoUMetric"}))
    evaluator.process(data_samples=[sample(LEFT, UPPER), sample(FULL, FULL)])
    evaluator.process(data_samples=[sample(NONE, LEFT)])
    assert evaluator.evaluate(3)["roi_IoU"] == pytest.approx((1 / 3 + 1 + 0) / 3)


def test_share_that_leaks_to_neighbours():
    """Over all crops: of 4 + 2 + 0 predicted pixels, 2 + 1 + 0 are on neighbours (2)."""
    evaluator = Evaluator(METRICS.build({"type": "RoIMaskIoUMetric"}))
    evaluator.process(
        data_samples=[sample([[1, 2], [2, 0]], FULL), sample([[1, 2], [1, 2]], UPPER)]
    )
    evaluator.process(data_samples=[sample([[1, 2], [1, 2]], NONE)])
    figures = evaluator.evaluate(3)
    assert figures["neighbour_leak"] == pytest.approx(3 / 6)
    # A neighbour is no truth: 1 of 4 pixels, 1 of 3, none.
    assert figures["roi_IoU"] == pytest.approx((1 / 4 + 1 / 3 + 0) / 3)
