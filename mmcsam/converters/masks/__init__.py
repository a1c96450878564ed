"""A lab's own masks: label images, one file an instance, or semantic masks."""

from .convert_masks import convert_masks

__all__ = ["convert_masks"]
