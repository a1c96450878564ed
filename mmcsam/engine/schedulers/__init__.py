"""Parameter schedulers, registered in ``mmdet.registry.PARAM_SCHEDULERS``."""

from .cyclic_lr import CyclicLR
from .cyclic_momentum import CyclicMomentum

__all__ = ["CyclicLR", "CyclicMomentum"]
