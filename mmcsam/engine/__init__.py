"""What a training run needs beyond MMEngine, registered in ``mmdet.registry``."""

from .hooks import TrainingCurvesHook
from .schedulers import CyclicLR, CyclicMomentum

__all__ = ["CyclicLR", "CyclicMomentum", "TrainingCurvesHook"]
