"""Layers inside the heads: attention, and the guide's prior."""

from .csam import CSAM, max_and_average
from .guide_prior import GuidePrior, guide_logits

__all__ = ["CSAM", "GuidePrior", "guide_logits", "max_and_average"]
