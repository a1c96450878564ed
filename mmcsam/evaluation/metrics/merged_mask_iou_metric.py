"""The paper's mIoU alone, for Runner configs."""

from mmdet.registry import METRICS

from mmcsam.evaluation.measures.mean_iou import MeanIoUMeasure
from mmcsam.evaluation.measures.measure import Measure

from .instance_mask_metric import InstanceMaskMetric


@METRICS.register_module()
class MergedMaskIoUMetric(InstanceMaskMetric):
    """Evaluate predictions by :class:`MeanIoUMeasure` alone; :class:`InstanceMaskMetric` has all.

    It gives ``mIoU``, ``cell_IoU``, ``background_IoU`` and ``mIoU_image``, in [0, 1].

    Args:
        ann_file: COCO JSON with masks.
        score_thr: Predictions below this score stay out of the merged mask. The paper does not
            say how it chooses; 0.5 here.
        collect_device: As in MMEngine, "cpu" or "gpu".
        prefix: Prefix of the figures' names.
    """

    def __init__(
        self,
        ann_file: str,
        score_thr: float = 0.5,
        collect_device: str = "cpu",
        prefix: str | None = None,
    ) -> None:
        super().__init__(ann_file, score_thr, collect_device=collect_device, prefix=prefix)

    def metrics(self) -> list[Measure]:
        """Build the metric."""
        return [MeanIoUMeasure()]
