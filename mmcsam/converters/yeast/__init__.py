"""Yeast cells in microstructures: tensors of images, masks, classes and boxes."""
