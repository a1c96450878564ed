"""What a training run needs beyond MMEngine, registered in ``mmdet.registry``."""

from .hooks import ClassCountHook, TrainingCurvesHook
from .schedulers import CyclicLR, CyclicMomentum

__all__ = ["ClassCountHook", "CyclicLR", "CyclicMomentum", "TrainingCurvesHook"]
