"""A lab's own masks: label images, one file an instance, or semantic masks."""

from .convert_masks import convert_masks
from .mask_reader import parse_background

__all__ = ["convert_masks", "parse_background"]
