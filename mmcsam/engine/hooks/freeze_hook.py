"""Parts of a model that a training leaves as they are."""

from collections.abc import Sequence

from mmdet.registry import HOOKS
from mmengine.hooks import Hook
from mmengine.model import is_model_wrapper
from mmengine.runner import Runner


@HOOKS.register_module()
class FreezeHook(Hook):
    """Keep the weights of some modules out of a training.

    They get no gradients, so a step costs less than with a learning rate of 0, and weight decay
    does not move them either. Statistics of batch norms are not its business: use ``norm_eval`` or
    the like where there are any.

    Args:
        modules: Names of the modules, such as "roi_head.bbox_head".
    """

    def __init__(self, modules: Sequence[str]) -> None:
        self.modules = tuple(modules)

    def before_train(self, runner: Runner) -> None:
        """Freeze them.

        Raises:
            ValueError: If the model has no module of a name.
        """
        model = runner.model.module if is_model_wrapper(runner.model) else runner.model
        known = dict(model.named_modules())
        unknown = [name for name in self.modules if name not in known]
        if unknown:
            raise ValueError(
                f"FreezeHook shall freeze {', '.join(unknown)}, but {type(model).__name__} has no "
                f"such module; its own are {', '.join(name for name, _ in model.named_children())}"
            )
        for name in self.modules:
            known[name].requires_grad_(False)
