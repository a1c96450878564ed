"""Transforms that MMDetection lacks, registered in ``mmdet.registry.TRANSFORMS``."""

from .hed_jitter import HEDJitter
from .load_guide_fold import LoadGuideFold
from .random_rotate90 import RandomRotate90

__all__ = ["HEDJitter", "LoadGuideFold", "RandomRotate90"]
