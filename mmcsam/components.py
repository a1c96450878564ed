"""Importing this module registers every component of the package in ``mmdet.registry``."""

from mmcsam.dependencies import require_mmdetection

require_mmdetection()

from mmcsam import datasets, engine, evaluation, models  # noqa: E402

__all__ = ["datasets", "engine", "evaluation", "models"]
