"""A plugin for napari: open what was predicted, save labels, find cells in an open image."""
