"""Multiscale features and cross spatial attention in Mask R-CNN for cell instance segmentation."""

from mmcsam.dependencies import require_mmdetection
from mmcsam.version import __version__

require_mmdetection()

# Importing them registers the components: configs say custom_imports=dict(imports=["mmcsam"]).
from mmcsam import datasets, engine, evaluation, models  # noqa: E402

__all__ = ["__version__", "datasets", "engine", "evaluation", "models"]
