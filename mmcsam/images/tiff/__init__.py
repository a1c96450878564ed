"""TIFF files: pages, planes, windows, the size of a pixel."""
