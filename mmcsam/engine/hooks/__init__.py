"""Hooks, registered in ``mmdet.registry.HOOKS``."""

from .class_count_hook import ClassCountHook
from .detection_limit_hook import DetectionLimitHook
from .freeze_hook import FreezeHook
from .training_curves_hook import TrainingCurvesHook

__all__ = ["ClassCountHook", "DetectionLimitHook", "FreezeHook", "TrainingCurvesHook"]
