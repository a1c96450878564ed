"""The triangular policies of cyclical learning rates."""

import math

from mmengine.optim import BaseOptimWrapper
from mmengine.optim.scheduler.param_scheduler import INF, _ParamScheduler
from torch.optim import Optimizer

MODES = ("triangular", "triangular2", "exp_range")


def cycle_height(
    step: int, step_size_up: float, step_size_down: float, mode: str, gamma: float = 1.0
) -> float:
    """Return how far a cyclic schedule stands between its start (0) and its peak (1).

    Args:
        step: Steps since the schedule began, 0 or more.
        step_size_up: Steps from start to peak.
        step_size_down: Steps from peak back to start.
        mode: "triangular" keeps the peak, "triangular2" halves it each cycle, "exp_range"
            multiplies the height by ``gamma`` at every step.
        gamma: For "exp_range".

    Example:
        >>> [cycle_height(step, 2, 2, "triangular2") for step in range(9)]
        [0.0, 0.5, 1.0, 0.5, 0.0, 0.25, 0.5, 0.25, 0.0]
    """
    length = step_size_up + step_size_down
    up = step_size_up / length
    cycle = math.floor(1 + step / length)
    position = 1.0 + step / length - cycle
    height = position / up if position <= up else (position - 1) / (up - 1)
    if mode == "triangular2":
        return height / 2.0 ** (cycle - 1)
    if mode == "exp_range":
        return height * gamma**step
    return height


class CyclicParamScheduler(_ParamScheduler):
    """Let a parameter of the optimiser rise and fall in triangles.

    Smith, "Cyclical Learning Rates for Training Neural Networks", https://arxiv.org/abs/1506.01186.
    The values are those of ``torch.optim.lr_scheduler.CyclicLR``. Nothing but ``last_step`` changes
    from step to step, so a resumed run goes on as if it had never stopped.

    Args:
        optimizer: The optimiser or its wrapper.
        param_name: Key in the optimiser's parameter groups.
        start: Value at the ends of each cycle.
        peak: Value in the middle of the first cycle. None takes each parameter group's own, so that
            multipliers of single layers hold.
        step_size_up: Steps (epochs, or iterations without ``by_epoch``) from start to peak.
        step_size_down: Steps back; None for as many.
        mode: "triangular", "triangular2" or "exp_range", see :func:`cycle_height`.
        gamma: Factor a step of "exp_range".
        begin: First step of the schedule.
        end: Step at which it stops; the value then stays.
        last_step: As in MMEngine.
        by_epoch: Count epochs, not iterations.
        verbose: Log every change.

    Raises:
        ValueError: If ``mode`` is unknown or a step size is not positive.
    """

    def __init__(
        self,
        optimizer: Optimizer | BaseOptimWrapper,
        param_name: str,
        start: float,
        peak: float | None,
        step_size_up: float,
        step_size_down: float | None = None,
        mode: str = "triangular",
        gamma: float = 1.0,
        begin: int = 0,
        end: int = INF,
        last_step: int = -1,
        by_epoch: bool = True,
        verbose: bool = False,
    ) -> None:
        if mode not in MODES:
            raise ValueError(f"mode must be one of {', '.join(MODES)}, got {mode!r}")
        self.step_size_up = step_size_up
        self.step_size_down = step_size_up if step_size_down is None else step_size_down
        if self.step_size_up <= 0 or self.step_size_down <= 0:
            raise ValueError(
                f"step sizes must be above 0, got {self.step_size_up} up and "
                f"{self.step_size_down} down"
            )
        self.mode = mode
        self.gamma = gamma
        self.start = start
        self.peak = peak
        super().__init__(optimizer, param_name, begin, end, last_step, by_epoch, verbose)

    @classmethod
    def build_iter_from_epoch(
        cls,
        *args,
        step_size_up: float,
        step_size_down: float | None = None,
        gamma: float = 1.0,
        begin: int = 0,
        end: int = INF,
        by_epoch: bool = True,
        epoch_length: int,
        **kwargs,
    ) -> "CyclicParamScheduler":
        """Build a scheduler by iterations from settings in epochs (``convert_to_iter_based``).

        Raises:
            ValueError: If the settings are not in epochs.
        """
        if not by_epoch:
            raise ValueError("convert_to_iter_based needs settings in epochs: set by_epoch=True")
        return cls(  # type: ignore[misc]  # args end before step_size_up
            *args,
            step_size_up=step_size_up * epoch_length,
            step_size_down=None if step_size_down is None else step_size_down * epoch_length,
            gamma=gamma ** (1 / epoch_length),
            begin=int(begin * epoch_length),
            end=end if end == INF else int(end * epoch_length),
            by_epoch=False,
            **kwargs,
        )

    def _get_value(self) -> list[float]:
        height = cycle_height(
            self.last_step, self.step_size_up, self.step_size_down, self.mode, self.gamma
        )
        peaks = self.base_values if self.peak is None else [self.peak] * len(self.base_values)
        return [self.start + (peak - self.start) * height for peak in peaks]
