"""Heads and data that count the same classes."""

from mmdet.registry import HOOKS
from mmengine.hooks import Hook
from mmengine.model import is_model_wrapper
from mmengine.runner import Runner
from torch.utils.data import DataLoader

from mmcsam.models.detectors.head_classes import head_classes


@HOOKS.register_module()
class ClassCountHook(Hook):
    """Stop a run whose detector and data count different classes.

    Without it such a run may go through: to a head of one class, the label of a second class is the
    background. MMDetection's ``NumClassCheckHook`` looks at whatever module has ``num_classes``,
    also in a guide, which knows one cell only; this one looks at the heads of the RoI head. Models
    without one, such as guides, are left alone.
    """

    def before_train(self, runner: Runner) -> None:
        """Check the training data."""
        self._check(runner, runner.train_dataloader)

    def before_val(self, runner: Runner) -> None:
        """Check the validation data."""
        self._check(runner, runner.val_dataloader)

    def before_test(self, runner: Runner) -> None:
        """Check the test data."""
        self._check(runner, runner.test_dataloader)

    def _check(self, runner: Runner, dataloader: DataLoader) -> None:
        model = runner.model.module if is_model_wrapper(runner.model) else runner.model
        model = getattr(model, "module", model)  # of test-time augmentation
        classes = getattr(dataloader.dataset, "metainfo", {}).get("classes")
        if classes is None or not hasattr(model, "roi_head"):
            return
        heads = head_classes(model.roi_head)
        if set(heads.values()) - {len(classes)}:
            counts = ", ".join(f"{name} {count}" for name, count in heads.items())
            raise ValueError(
                f"the data have {len(classes)} classes ({', '.join(classes)}) but the heads count "
                f"others ({counts}): set num_classes of each head to the number of "
                "metainfo.classes, without background"
            )
