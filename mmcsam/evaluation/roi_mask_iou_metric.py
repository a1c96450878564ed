"""How well a guide finds the primary cell."""

from collections.abc import Sequence

import numpy as np
from mmdet.registry import METRICS
from mmengine.evaluator import BaseMetric


@METRICS.register_module()
class RoIMaskIoUMetric(BaseMetric):
    """Mean IoU of predicted and true primary cell, over the crops of a ``RoICropDataset``.

    It gives ``roi_IoU`` in [0, 1]. A crop where both masks are empty counts 1.
    """

    def process(self, data_batch: dict, data_samples: Sequence[dict]) -> None:
        """Compute the IoU of each crop."""
        for sample in data_samples:
            truth = sample["gt_sem_seg"]["sem_seg"].bool()
            guess = sample["pred_sem_seg"]["sem_seg"].bool()
            either = (truth | guess).sum().item()
            self.results.append((truth & guess).sum().item() / either if either else 1.0)

    def compute_metrics(self, results: list[float]) -> dict[str, float]:
        """Average over the crops."""
        return {"roi_IoU": float(np.mean(results))}
