"""Hooks, registered in ``mmdet.registry.HOOKS``."""

from .class_count_hook import ClassCountHook
from .training_curves_hook import TrainingCurvesHook

__all__ = ["ClassCountHook", "TrainingCurvesHook"]
