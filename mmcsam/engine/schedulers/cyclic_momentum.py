"""Momentum against the learning rate."""

from mmdet.registry import PARAM_SCHEDULERS
from mmengine.optim.scheduler.momentum_scheduler import MomentumSchedulerMixin

from .cyclic_param_scheduler import CyclicParamScheduler


@PARAM_SCHEDULERS.register_module()
class CyclicMomentum(MomentumSchedulerMixin, CyclicParamScheduler):
    """Let the momentum fall while the learning rate of a ``CyclicLR`` rises, and back.

    What PyTorch's ``CyclicLR`` does with ``cycle_momentum=True``. Not in the paper.

    Args:
        optimizer: The optimiser or its wrapper; of one with betas, the first is cycled.
        base_momentum: Momentum where the learning rate is highest.
        max_momentum: Momentum at the ends of each cycle.
        *args: As in :class:`CyclicParamScheduler`, from ``step_size_up`` on.
        **kwargs: Likewise.
    """

    def __init__(
        self,
        optimizer,
        base_momentum: float = 0.8,
        max_momentum: float = 0.9,
        *args,
        **kwargs,
    ) -> None:
        super().__init__(
            optimizer,
            max_momentum,  # type: ignore[arg-type]  # the mixin puts the name in front of it
            base_momentum,
            *args,
            **kwargs,
        )
