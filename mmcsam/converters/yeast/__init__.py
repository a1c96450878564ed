"""Yeast cells in microstructures: tensors of images, masks, classes and boxes."""

from .convert_yeast import convert_yeast

__all__ = ["convert_yeast"]
