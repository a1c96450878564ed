"""Test-time augmentation of instance masks."""

from .mask_tta import MaskTTAModel

__all__ = ["MaskTTAModel"]
