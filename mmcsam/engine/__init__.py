"""What a training run needs beyond MMEngine, registered in ``mmdet.registry``."""

from .checkpoint_loader import load_from_file, load_from_web
from .hooks import ClassCountHook, DetectionLimitHook, FreezeHook, TrainingCurvesHook
from .schedulers import CyclicLR, CyclicMomentum

__all__ = [
    "ClassCountHook",
    "CyclicLR",
    "CyclicMomentum",
    "DetectionLimitHook",
    "FreezeHook",
    "TrainingCurvesHook",
    "load_from_file",
    "load_from_web",
]
