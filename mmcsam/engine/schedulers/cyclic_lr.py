"""The learning rate of the paper."""

from mmdet.registry import PARAM_SCHEDULERS

from .cyclic_param_scheduler import CyclicParamScheduler


@PARAM_SCHEDULERS.register_module()
class CyclicLR(CyclicParamScheduler):
    """Let the learning rate rise and fall in triangles, as PyTorch's ``CyclicLR``.

    Section III.B.1 trains with ``mode="triangular2"``, 1e-5 to 0.006 and a step size of 5. The
    momentum stays; ``CyclicMomentum`` beside this one cycles it too.

    Args:
        optimizer: The optimiser or its wrapper.
        base_lr: Learning rate at the ends of each cycle.
        max_lr: Learning rate in the middle of the first cycle. None takes the optimiser's own, so
            that ``--auto-scale-lr`` and the multipliers of single layers hold.
        *args: As in :class:`CyclicParamScheduler`, from ``step_size_up`` on.
        **kwargs: Likewise.
    """

    def __init__(
        self,
        optimizer,
        base_lr: float,
        max_lr: float | None = None,
        *args,
        **kwargs,
    ) -> None:
        super().__init__(optimizer, "lr", base_lr, max_lr, *args, **kwargs)
