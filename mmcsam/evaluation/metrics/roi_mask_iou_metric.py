"""How well a guide finds the primary cell."""

from collections.abc import Sequence

import numpy as np
from mmdet.registry import METRICS
from mmengine.evaluator import BaseMetric


@METRICS.register_module()
class RoIMaskIoUMetric(BaseMetric):
    """IoU of predicted and true primary cell, over the crops of a ``RoICropDataset``.

    It gives, each in [0, 1],

    - ``roi_IoU``: the mean over crops; a crop where both masks are empty counts 1;
    - ``neighbour_leak``: of all predicted pixels, the share that lies on other cells. The guide is
      trained to leave those out (section III.B.2). 0 without a prediction.
    """

    def process(self, data_batch: dict, data_samples: Sequence[dict]) -> None:
        """Compare each crop: labels are 1 on the primary cell and 2 on other cells."""
        for sample in data_samples:
            labels = sample["gt_sem_seg"]["sem_seg"]
            truth, neighbours = labels == 1, labels == 2
            guess = sample["pred_sem_seg"]["sem_seg"].bool()
            either = (truth | guess).sum().item()
            iou = (truth & guess).sum().item() / either if either else 1.0
            self.results.append((iou, (neighbours & guess).sum().item(), guess.sum().item()))

    def compute_metrics(self, results: list[tuple[float, int, int]]) -> dict[str, float]:
        """Average over the crops, and add up their pixels."""
        ious, leaked, predicted = np.array(results).T
        return {
            "roi_IoU": float(ious.mean()),
            "neighbour_leak": float(leaked.sum() / max(predicted.sum(), 1)),
        }
