"""Multiscale features and cross spatial attention in Mask R-CNN for cell instance segmentation."""

from mmcsam.dependencies import require_mmdetection
from mmcsam.version import __version__

require_mmdetection()

__all__ = ["__version__"]
