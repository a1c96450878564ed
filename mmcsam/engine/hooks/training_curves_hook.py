"""A picture of how the training went."""

from pathlib import Path

from mmdet.registry import HOOKS
from mmengine.dist import master_only
from mmengine.hooks import Hook
from mmengine.runner import Runner

from mmcsam.visualization.training_curves import draw_training_curves, read_scalars


@HOOKS.register_module()
class TrainingCurvesHook(Hook):
    """Draw losses, metrics and the learning rate to ``training_curves.png`` in the work dir.

    At the end of a training, also of one that was resumed: the picture joins all runs of the work
    dir. It reads the ``scalars.json`` of MMEngine's ``LocalVisBackend``; where a config does not
    use that, the log says that there is no picture.
    """

    # Behind the LoggerHook, which writes the last scalars.
    priority = "LOWEST"

    @master_only
    def after_train(self, runner: Runner) -> None:
        """Draw the curves."""
        work_dir = Path(runner.work_dir)
        series = read_scalars(work_dir)
        if not series:
            runner.logger.warning(
                f"no training curves: {work_dir} has no scalars.json with numbers in it; "
                "visualizer.vis_backends needs dict(type='LocalVisBackend')"
            )
            return
        path = draw_training_curves(series, work_dir / "training_curves.png")
        runner.logger.info(f"training curves: {path}")
