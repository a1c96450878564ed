"""Say where a detector returned as many objects as it may."""

from collections.abc import Sequence

from mmdet.registry import HOOKS
from mmdet.structures import DetDataSample
from mmengine.hooks import Hook
from mmengine.runner import Runner


@HOOKS.register_module()
class DetectionLimitHook(Hook):
    """Count the images in which a detector's limit was reached, and log it after a test.

    There may be more objects in such an image than were found, and no figure shows it but recall.

    Args:
        limit: Objects that the detector returns at most, its ``max_per_img``.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._images = 0
        self._reached: list[float] = []

    def after_test_iter(
        self,
        runner: Runner,
        batch_idx: int,
        data_batch: dict | None = None,
        outputs: Sequence[DetDataSample] | None = None,
    ) -> None:
        """Count the images of a batch."""
        for sample in outputs or ():
            found = sample.get("pred_instances")
            self._images += 1
            if found is not None and len(found) >= self.limit:
                self._reached.append(float(found.scores.min()))

    def after_test_epoch(self, runner: Runner, metrics: dict | None = None) -> None:
        """Log the count, of this process's images, and begin anew."""
        if self._reached:
            runner.logger.warning(
                "in %d of %d images the detector returned %d objects, its limit, down to a score "
                "of %.2f: there may be more; raise max_per_img and nms_pre of model.test_cfg",
                len(self._reached),
                self._images,
                self.limit,
                max(self._reached),
            )
        self._images, self._reached = 0, []

    after_val_iter = after_test_iter
    after_val_epoch = after_test_epoch
